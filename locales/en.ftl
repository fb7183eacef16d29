# Everything that Spraakloket itself says in English. Short sentences, written to be heard.

# The beginning and the end.
greeting = Welcome. You are talking to a computer.
greeting-kept = Questions that I cannot answer are kept, without your personal data.
greeting-help-mute = Type your question, or choose a subject.
greeting-help-alone = Say "help" to hear what I can do.
greeting-keys = The big key interrupts me, and chooses. With the down key you go through all subjects. The help key explains the keys.
greeting-help = Say "help" to hear what I can do, or "staff" for a human.
greeting-help-phone = Say "help" to hear what I can do. For a member of staff, press zero.
greeting-help-phone-alone = Say "help" to hear what I can do.
lost = Something went wrong. Our conversation was lost. We start again.
invitation = Good day. I am a computer and answer questions about the government. Press a key, or ask your question.
invitation-mute = Good day. I am a computer and answer questions about the government. Press a key or touch the screen.
ask = Please ask your question.
start-over = All right, we start over. Please ask your question.
anything-else = Do you have another question?
welcome = You are welcome. Do you have another question?
goodbye = Goodbye.

# Answers.
not-found = I do not know that. Can you ask it differently? Or say: staff.
not-found-mute = I do not know that. Can you ask it differently? Or choose: staff.
not-found-alone = I do not know that. Can you ask it differently?
not-found-mute-alone = I do not know that. Can you ask it differently?
say-differently = Then I did not understand you well. Can you ask it differently?
clarify = Do you mean { $first }, or { $second }?
which = Which one do you mean? The first: { $first }. The second: { $second }.
confirm = I did not hear you well. Is your question about: { $subject }?
confirm-mute = I am not sure what you mean. Is your question about: { $subject }?
offer = Would you like to hear more about { $headings }?
offer-mute = Would you like to know more about { $headings }?
marked = { $name }, { $place } of { $count }.
marked-how = Choose it with the big key.
no-such-choice = There is no such choice.
nothing-to-choose = There is nothing to choose now. Please ask your question.
or = or
yes = Yes
no = No
source = This comes from { $organisation }.
see-source = The amount or the deadline may have changed. Please look at { $page } of { $organisation }.
second-question = Then your other question.
second-referred = I cannot answer your other question like this. Please ask it again on its own.
where = This is on the page { $page } of { $organisation }. It was checked on { $date }.
spelling = I spell: { $word }.
nothing-said-yet = I have not told you anything yet. Please ask your question.
no-more = That is all I know about this. A member of staff can help you further. Say: staff.
no-more-mute = That is all I know about this. A member of staff can help you further. Choose: staff.
no-more-alone = That is all I know about this.
no-more-mute-alone = That is all I know about this.
no-suggestions = All right. I will give no more tips.

# Commands.
slower = I speak slower now.
slowest = I cannot speak slower.
faster = I speak faster now.
fastest = I cannot speak faster.
louder = I speak louder now.
loudest = I cannot speak louder.
softer = I speak softer now.
softest = I cannot speak softer.
paused = I will wait. Say "go on" when I can continue.
paused-mute = I will wait. Choose "go on" when I can continue.
language-changed = I speak English now. Please ask your question.
language-changed-mute = This is in English now. Please ask your question.
help = You can simply ask your question. You can also say: stop, repeat, slower, louder, more or back. Say "where is that" for the source. Say "other language" for Dutch. Say "staff" for a human. Everything can be done with the keys as well.
help-alone = You can simply ask your question. You can also say: stop, repeat, slower, louder, more or back. Say "where is that" for the source. Say "other language" for Dutch. Everything can be done with the keys as well.
help-mute = Type your question, or choose a subject. Under "what else can I do" you see what else you can choose.
help-keypad = These are the keys, in their order.
help-keypad-end = Hold a key for a second to hear what it does.
help-phone = You can simply ask your question. You can also say: stop, repeat, slower, louder, more or back. Or use the keys. One is repeat, two is slower, eight is faster, nine is another language. Zero is a member of staff, star is back, and hash skips.

# When something is not heard, or takes long, or fails.
reprompt = I am listening. Ask your question, or say: help.
reprompt-mute = Type your question, or choose a subject.
reprompt-keys = I cannot hear you. You can also use the keys. Say "staff" for a human.
reprompt-keys-mute = Type your question, or choose a subject. Or choose: staff.
reprompt-keys-alone = I cannot hear you. You can also use the keys.
reprompt-keys-mute-alone = Type your question, or choose a subject.
still-there = Are you still there? I will close in { $seconds } seconds. Say yes or press a key, and I will wait.
still-there-mute = Are you still there? I will close in { $seconds } seconds. Press a key or touch the screen, and I will wait.
seconds-left = { $seconds } seconds left.
still-here = All right, I will wait. Take your time.
not-heard = I did not hear you. Please say it again.
not-heard-keys = I cannot hear you well. The keys always work. Say "staff" for a human.
not-heard-keys-alone = I cannot hear you well. The keys always work.
too-soft = I can hardly hear you. Please come closer or speak louder.
too-loud = You are very loud. Please speak a little softer.
too-noisy = It is noisy here. The keys always work.
patience = One moment.
patience-longer = I am still working on it.
failed = Sorry, something went wrong. Please ask your question again, or say: staff.
failed-mute = Sorry, something went wrong. Please ask your question again, or choose: staff.
failed-alone = Sorry, something went wrong. Please ask your question again.
failed-mute-alone = Sorry, something went wrong. Please ask your question again.

# Danger.
emergency = Is there danger? Call 112 now.

# A human.
offer-staff = I do not know that either. Would you like to speak to a member of staff?
offer-staff-alone = I do not know that either.
handover-summary = You asked about { $subject }.
handover-summary-question = Your question was: { $question }.
handover-consent = I will pass this on to the member of staff: { $summary } Is that all right?
handover-trying = One moment, I am looking for a member of staff.
handover-patience = I am still trying. One moment.
handover-done = A member of staff takes over from me.
handover-closed = No member of staff can be reached now.
handover-none = No member of staff can come to you here.
handover-none-unknown = No member of staff can come to you here. Please ask at the counter, or call the municipality.
handover-failed = I could not reach a member of staff now.
handover-phone = Call { $phone }.
handover-hours = The opening hours are: { $hours }.

# Whether it was clear.
feedback = Was this clear? Say yes or no. You can also simply ask on.
feedback-mute = Was this clear? Choose yes or no. You can also simply ask on.
feedback-thanks = Good. Do you have another question?
feedback-sorry = I am sorry. Would you like to speak to a member of staff?
feedback-sorry-alone = I am sorry.
no-screen = I have no screen here.
look-changed = The screen has changed.

# The telephone line.
lines-busy = All lines are taken. Please call again later. Goodbye.
line-closing = This line is closing now. Please call again later. Goodbye.
line-too-long = This call has lasted as long as it may. You are welcome to call again. Goodbye.
line-no-sound = I do not hear anything from you. So I am hanging up. You are welcome to call again. Goodbye.

# Going through the subjects by key.
subjects = Subjects.
subjects-how = With down and up you go on. The big key chooses. Back goes one step back.
subjects-in = { $name }. In it: { $count }.
no-subjects = There are no subjects now. Please ask your question.
no-letter = There is nothing with the letter { $letter }.

# How something is answered by key, told once in a visit.
how-yes-no = The big key is yes, back is no.
how-either = With the down key you hear them one by one. The big key chooses.
how-offer = With the down key you hear each part. The big key chooses.

# What each key does.
key-ok = The big key. Yes, choose, or: quiet, I want to say something.
key-back = Back. One step back, or no.
key-up = Up. The choice before.
key-down = Down. The next choice, or through the subjects.
key-repeat = Repeat. The last answer again.
key-louder = Louder.
key-softer = Softer.
key-faster = Speak faster.
key-slower = Speak slower.
key-help = Help. Explains the keys.
key-staff = Staff. Asks a human to come.
key-staff-alone = Staff. Whom you can call.
key-no = No.
key-choose = A digit. Chooses what is in that place.
key-letter = A letter. Goes to that letter in the subjects.
key-subjects = Subjects. Goes through all subjects.
key-unknown = This key does nothing here. The help key explains the keys.
key-stop = Stop. I am quiet.
key-pause = Pause. I wait.
key-continue = Go on.
key-repeat-sentence = The last sentence again.
key-more = More. Tells the next part.
key-start-over = Start over. A new question.
key-where-is-that = Where is that. Names the source.
key-spell = Spell. Spells the hardest word of the last sentence.
key-other-language = Other language. Dutch or English.
key-no-suggestions = No more tips.
key-larger-text = Larger letters.
key-smaller-text = Smaller letters.
key-contrast = Light or dark screen.
key-blank = Screen off or on.
key-goodbye = Done. The conversation ends.
key-emergency = Emergency.
