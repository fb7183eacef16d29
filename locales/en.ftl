# Everything that Spraakloket itself says in English. Short sentences, written to be heard.

not-found = I do not know that. A member of staff can help you. Say: staff.
clarify = Do you mean { $first }, or { $second }?
confirm = I did not hear you well. Is your question about: { $subject }?
offer = I can also tell you about { $headings }.
or = or
source = This comes from { $organisation }.
see-source = The amount or the deadline may have changed. Please look at { $page } of { $organisation }.
handover = A member of staff will be glad to help you.
command-understood = All right.
emergency = Is there danger? Call 112 now.
second-question = Then your other question.
second-referred = I cannot answer your other question like this. Please ask it again on its own.
where = This is on the page { $page } of { $organisation }. It was checked on { $date }.
nothing-said-yet = I have not told you anything yet. Please ask your question.
no-more = That is all I know about this. A member of staff can help you further. Say: staff.
