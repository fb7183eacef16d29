# Everything that Spraakloket itself says in English. Short sentences, written to be heard.

# The beginning and the end.
greeting = Welcome. You are talking to a computer.
greeting-kept = Questions that I cannot answer are kept, without your personal data.
greeting-help = Say "help" to hear what I can do, or "staff" for a human.
greeting-help-phone = Say "help" to hear what I can do. For a member of staff, press zero.
ask = Please ask your question.
start-over = All right, we start over. Please ask your question.
anything-else = Do you have another question?
welcome = You are welcome. Do you have another question?
goodbye = Goodbye.

# Answers.
not-found = I do not know that. Can you ask it differently? Or say: staff.
say-differently = Then I did not understand you well. Can you ask it differently?
clarify = Do you mean { $first }, or { $second }?
which = Which one do you mean? The first: { $first }. The second: { $second }.
confirm = I did not hear you well. Is your question about: { $subject }?
offer = Would you like to hear more about { $headings }?
marked = { $name }. Choose it with the big key.
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
language-changed = I speak English now. Please ask your question.
help = You can simply ask your question. You can also say: stop, repeat, slower, louder, more or back. Say "where is that" for the source. Say "other language" for Dutch. Say "staff" for a human. Everything can be done with the keys as well.
help-phone = You can simply ask your question. You can also say: stop, repeat, slower, louder, more or back. Or use the keys. One is repeat, two is slower, eight is faster, nine is another language. Zero is a member of staff, star is back, and hash skips.

# When something is not heard, or takes long, or fails.
reprompt = I am listening. Ask your question, or say: help.
reprompt-keys = I cannot hear you. You can also use the keys. Say "staff" for a human.
still-there = Are you still there? I will close in { $seconds } seconds. Say yes or press a key, and I will wait.
still-here = All right, I will wait. Take your time.
not-heard = I did not hear you. Please say it again.
not-heard-keys = I cannot hear you well. The keys always work. Say "staff" for a human.
too-soft = I can hardly hear you. Please come closer or speak louder.
too-loud = You are very loud. Please speak a little softer.
too-noisy = It is noisy here. The keys always work.
patience = One moment.
patience-longer = I am still working on it.
failed = Sorry, something went wrong. Please ask your question again, or say: staff.

# Danger.
emergency = Is there danger? Call 112 now.

# A human.
offer-staff = I do not know that either. Would you like to speak to a member of staff?
handover-summary = You asked about { $subject }.
handover-summary-question = Your question was: { $question }.
handover-consent = I will pass this on to the member of staff: { $summary } Is that all right?
handover-trying = One moment, I am looking for a member of staff.
handover-patience = I am still trying. One moment.
handover-done = A member of staff takes over from me.
handover-closed = No member of staff can be reached now.
handover-failed = I could not reach a member of staff now.
handover-phone = Call { $phone }.
handover-hours = The opening hours are: { $hours }.

# Whether it was clear.
feedback = Was this clear? Say yes or no. You can also simply ask on.
feedback-thanks = Good. Do you have another question?
feedback-sorry = I am sorry. Would you like to speak to a member of staff?
no-screen = I have no screen here.
look-changed = The screen has changed.

# The telephone line.
lines-busy = All lines are taken. Please call again later. Goodbye.
line-closing = This line is closing now. Please call again later. Goodbye.
line-too-long = This call has lasted as long as it may. You are welcome to call again. Goodbye.
line-no-sound = I do not hear anything from you. So I am hanging up. You are welcome to call again. Goodbye.
