# Supervision: reasons, rulings, desk.
reason-text = Reason or text
reason-sent = Sent to the station, waiting for its answer.
reason-leave = Esc once more drops what was typed. Enter sends it.
reason-kept = Recorded.
reason-changed = The case has changed: "{ $state }" now. Look at it; Enter sends again.
reason-delay-title = Reason of the delay · { $number }
reason-delay-detail = The reason stays in the case. Right after it the step is taken.
