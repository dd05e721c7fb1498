# Notes of a case, and what waits for an officer.
key-notes = Notes of the case
key-write-note = Write
key-acknowledge-note = Acknowledge
key-answer-note = Answer
notes-title = Notes · { $number }: { $count }
notes-form-title = New note · { $number }
notes-answer-title = Answer to question { $number }
notes-none = There are no notes. F5 writes a note, an instruction or a question.
notes-head = { $kind } { $number } · { $name } · to: { $to } · { $at }
notes-to-all = everybody
notes-kind = Kind
notes-to = To
notes-text = Text: { $count } of { $max }
notes-acknowledged = acknowledged by { $name }, { $at }
notes-answered = answered by { $name }, { $at }
notes-open-instruction = not acknowledged yet
notes-open-question = not answered yet
notes-holds-verdict = · the verdict waits
notes-done = Written into the case.
notice-note = { $kind } { $number }, { $name }: { $text } · { $key }
notice-note-holds = { $kind } { $number } holds the verdict, { $name }: { $text } · { $key }
notice-approval = Waits for your approval until { $until }: { $what }, asked by { $name } · F9 8
queue-notes = notes that wait for you: { $count }

# Drafts
draft-restored = Draft of { $name }, { $at }
draft-not-kept = The draft is not kept: { $why }
ask-leave-typed = Leave? What is typed stays as a draft
ask-leave-typed-detail = The station keeps it and shows it here again. It can be dropped, too.
confirm-leave = Leave
confirm-drop = Leave and drop it
