# Everything that Spraakloket itself says in English. Short sentences, written to be heard.

# The beginning and the end.
greeting = Welcome. You are talking to a computer.
greeting-mute = Welcome. This is a computer.
greeting-kept = Questions that I cannot answer are kept, without your personal data.
greeting-help-mute = Type your question, or choose a subject.
greeting-help-alone = Say "help" to hear what I can do.
greeting-keys = The big key interrupts me, and chooses. With the down key you go through all subjects. The help key explains the keys.
greeting-language = For English, press up, and then the big key.
greeting-keys-mute = The big key chooses. With the down key you go through all subjects. The help key explains the keys.
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
confirm-meant = I am not sure that I understand you. Is your question about: { $subject }?
about = About { $subject }:
likely = Did you mean something else? Then say: no.
likely-mute = Did you mean something else? Then choose: no.
likely-more = Say "more" for { $headings }.
likely-more-mute = Choose "tell me more" for { $headings }.
dont-know = That is all right. Tell me in your own words what it is about.
data-not-needed = I do not need your personal details. I do not use them.
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
machine-translated = This text was translated by a computer. It may contain mistakes.
only-in-dutch = I only have this answer in Dutch.
only-in-english = I only have this answer in English.
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
slower-mute = It goes slower now.
slowest = I cannot speak slower.
slowest-mute = It cannot go slower.
faster = I speak faster now.
faster-mute = It goes faster now.
fastest = I cannot speak faster.
fastest-mute = It cannot go faster.
louder = I speak louder now.
louder-mute = There is no sound here.
loudest = I cannot speak louder.
loudest-mute = There is no sound here.
softer = I speak softer now.
softer-mute = There is no sound here.
softest = I cannot speak softer.
softest-mute = There is no sound here.
more-time = All right. I will wait longer for you from now on.
paused = I will wait. Say "go on" when I can continue.
paused-mute = I will wait. Choose "go on" when I can continue.
paused-by-key = I will wait. Say "go on", or press the big key, when I can continue.
language-changed = I speak English now. Please ask your question.
language-changed-mute = This is in English now. Please ask your question.
help = You can simply ask your question. You can also say: stop, repeat, slower, louder, more or back. Say "where is that" for the source. Say "other language" for Dutch. Say "staff" for a human. Everything can be done with the keys as well.
help-alone = You can simply ask your question. You can also say: stop, repeat, slower, louder, more or back. Say "where is that" for the source. Say "other language" for Dutch. Everything can be done with the keys as well.
help-mute = Type your question, or choose a subject. Under "what else can I do" you see what else you can choose.
help-keypad = These are the keys, in their order.
help-keypad-end = Hold a key for a second to hear what it does.
help-keypad-end-mute = Hold a key for a second to read what it does.
help-phone = You can simply ask your question. You can also say: stop, repeat, slower, louder, more or back. Or use the keys. One is repeat, two is slower, eight is faster, nine is another language. Zero is a member of staff, star is back, and hash skips.

# When something is not heard, or takes long, or fails.
reprompt = I am listening. Ask your question, or say: help.
reprompt-mute = Type your question, or choose a subject.
reprompt-by-key = I am listening. Ask your question. Or go through the subjects with the down key.
reprompt-keys = I cannot hear you. You can also use the keys. Say "staff" for a human.
reprompt-keys-mute = Type your question, or choose a subject. Or choose: staff.
reprompt-keys-alone = I cannot hear you. You can also use the keys.
reprompt-keys-mute-alone = Type your question, or choose a subject.
reprompt-keys-by-key = I cannot hear you. The help key explains the keys. The staff key asks a human to come.
reprompt-keys-by-key-alone = I cannot hear you. The help key explains the keys.
still-there = Are you still there? I will close in { $seconds } seconds. Say yes or press a key, and I will wait.
still-there-mute = Are you still there? I will close in { $seconds } seconds. Press a key or touch the screen, and I will wait.
seconds-left = { $seconds } seconds left.
still-here = All right, I will wait. Take your time.
not-heard = I did not hear you. Please say it again.
not-heard-keys = I cannot hear you well. The keys always work. Say "staff" for a human.
not-heard-keys-alone = I cannot hear you well. The keys always work.
too-soft = I can hardly hear you. Please come closer or speak louder.
too-loud = You are very loud. Please speak a little softer.
too-noisy = It is noisy here. Speak up a little, or use the keys.
too-long = May I interrupt you? Please ask one short question, and I will look for the answer.
patience = One moment.
patience-longer = I am still working on it.
failed = Sorry, something went wrong. Please ask your question again, or say: staff.
failed-mute = Sorry, something went wrong. Please ask your question again, or choose: staff.
failed-alone = Sorry, something went wrong. Please ask your question again.
failed-mute-alone = Sorry, something went wrong. Please ask your question again.

# Danger.
emergency = Is there danger? Call 112 now.
# 113.nl, "Crisislijn": 0800-0113 is free, day and night; 113 is free too since October 2025. Looked up 2026-11-26.
despair = I am sorry that it is so hard. You do not have to carry this alone. Call 113 Suicide Prevention now, free of charge at 0800-0113, day and night. You can chat at 113.nl. If life is in danger now, call 112.
# government.nl, "What can I do if I know or suspect that a child is being abused?"; centrumseksueelgeweld.nl.
# Looked up 2026-11-26.
abuse = I am so sorry. Are you or is somebody in danger now? Call 112. For help and advice call Veilig Thuis, free of charge at 0800-2000, day and night. After sexual violence call the Sexual Assault Centre, free of charge at 0800-0188. Children call the Child Helpline, free of charge at 0800-0432.

# About the desk itself, and what is no question.
desk-robot = I am a computer. I look for answers in reliable texts of the government. If you want a human, say: staff.
desk-robot-mute = I am a computer. I look for answers in reliable texts of the government. If you want a human, choose: staff.
desk-robot-mute-alone = I am a computer. I look for answers in reliable texts of the government.
desk-robot-alone = I am a computer. I look for answers in reliable texts of the government.
desk-recorded = No. This conversation is not recorded and your details are not kept.
desk-recorded-elsewhere = This desk does not record the conversation and keeps none of your data. Your voice does go to another computer that recognises the words. The operator of this desk has chosen it.
desk-recorded-elsewhere-kept = This desk does not record your voice. It does go to another computer that recognises the words. The operator of this desk has chosen it. Questions that I cannot answer, I keep for a while without your data.
desk-recorded-kept = Your voice is not recorded. Questions that I cannot answer are kept for a while without your details.
desk-what-can-you-do = I answer questions about the municipality and the government, such as passports, moving, allowances and benefits. Simply ask your question.
desk-who-are-you = I am Spraakloket, a computer that answers questions about the government. Simply ask your question.
desk-hear-me = Yes, I hear you. Please ask your question.
desk-hear-me-mute = There is no sound here. You can type your question.
desk-other = I am a computer that answers questions about the government. Simply ask your question.
said-greeting = Good day. How can I help you?
said-how-are-you = Thank you, I am well. How can I help you?
said-sorry = That is all right. How can I help you?
said-compliment = Thank you. Can I help you with anything else?
said-complaint = I am sorry that I do not help you well. Say "staff" for a human, or ask your question differently.
said-complaint-mute = I am sorry that I do not help you well. Choose "staff" for a human, or ask your question differently.
said-complaint-mute-alone = I am sorry that I do not help you well. Please ask your question differently.
said-complaint-alone = I am sorry that I do not help you well. Please ask your question differently.
said-insult = I am sorry that this does not go well. Say "staff" for a human, or ask your question differently.
said-insult-mute = I am sorry that this does not go well. Choose "staff" for a human, or ask your question differently.
said-insult-mute-alone = I am sorry that this does not go well. Please ask your question differently.
said-insult-alone = I am sorry that this does not go well. Please ask your question differently.
said-nonsense = I cannot do anything with that. Ask a question about the municipality or the government, or say: help.
said-nonsense-mute = I cannot do anything with that. Ask a question about the municipality or the government, or choose: help.
step = step { $number }
confused = I will say it again, more slowly. Say "staff" for a human.
confused-mute = Here it is again. Choose "staff" for a human.
confused-mute-alone = Here it is again.
confused-alone = I will say it again, more slowly.
# Its own name, said among others.
language-offered = English.
other-languages = There are more languages. Say the name of yours, or "staff" for a human.
other-languages-mute = There are more languages. Type the name of yours, or choose "staff" for a human.
other-languages-mute-alone = There are more languages. Type the name of yours.
other-languages-alone = There are more languages. Say the name of yours.

# Somebody else's matter, with where to turn.
elsewhere = That is not something I know about. I answer questions about the municipality and the government.
elsewhere-parcel = That is not something I know about. Ask the carrier, or the shop where you ordered.
elsewhere-bank = That is not something I know about. Please contact your bank.
elsewhere-doctor = That is not something I know about. Call your doctor, or in the evening and at the weekend the out-of-hours service. If life is in danger, call 112.
elsewhere-weather = I do not know the weather. Please look at knmi.nl.
elsewhere-vote-advice = I do not advise whom to vote for. You can compare parties with a voting aid, such as StemWijzer.
elsewhere-public-transport = That is not something I know about. Look at 9292.nl, or ask the carrier.
elsewhere-time-and-date = I have no clock or calendar for you. Feel free to ask about the municipality or the government.
elsewhere-telecom = That is not something I know about. Please contact your telephone or internet provider.
elsewhere-utilities = That is not something I know about. Please contact your supplier. If gas or power has failed, call 0800-9009, free of charge, day and night.
elsewhere-job-search = I have no vacancies. Please look at werk.nl of UWV.
elsewhere-legal-advice = That is not something I know about. The Juridisch Loket gives legal advice free of charge.
elsewhere-other-municipality = That is not something I know about. Call your own municipality at 14, followed by the area code.

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
subjects-in = { $name }.
no-subjects = There are no subjects now. Please ask your question.
no-letter = There is nothing with the letter { $letter }.
language-name = English
language-chosen = To go on in English, press the big key.

# How something is answered by key, told once in a visit.
how-yes-no = The big key is yes, back is no.
how-either = With the down key you hear them one by one. The big key chooses. Back is neither.
how-either-mute = With the down key you see them one by one. The big key chooses. Back is neither.
how-offer = With the down key you hear each part. The big key chooses.
how-offer-mute = With the down key you see each part. The big key chooses.

# What each key does.
key-ok = The big key. Yes, choose, or: quiet, I want to say something.
key-ok-mute = The big key. Yes, or choose.
key-back = Back. One step back, or no.
key-up = Up. The choice before.
key-down = Down. The next choice, or through the subjects.
key-repeat = Repeat. The last answer again.
key-louder = Louder.
key-softer = Softer.
key-easier = Easier. Tells the answer in plain words, step by step.
key-faster = Speak faster.
key-faster-mute = Faster.
key-slower = Speak slower.
key-slower-mute = Slower.
key-help = Help. Explains the keys.
key-staff = Staff. Asks a human to come.
key-staff-alone = Staff. Whom you can call.
key-no = No.
key-choose = A digit. Chooses what is in that place.
key-letter = A letter. Goes to that letter in the subjects.
key-subjects = Subjects. Goes through all subjects.
key-unknown = This key does nothing here. The help key explains the keys.
key-stop = Stop. I am quiet.
key-stop-mute = Stop.
key-pause = Pause. I wait.
key-more-time = More time: I wait longer before I answer.
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
