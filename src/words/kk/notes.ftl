# Істің жазбалары және қызметкерді күтетіні.
key-notes = Іс жазбалары
key-write-note = Жазу
key-acknowledge-note = Растау
key-answer-note = Жауап беру
notes-title = Жазбалар · { $number }: { $count }
notes-form-title = Жаңа жазба · { $number }
notes-answer-title = { $number }-сұраққа жауап
notes-none = Жазбалар жоқ. F5 ескертпе, нұсқау не сұрақ жазады.
notes-head = { $kind } { $number } · { $name } · кімге: { $to } · { $at }
notes-to-all = бәріне
notes-kind = Түрі
notes-to = Кімге
notes-text = Мәтін: { $max } ішінен { $count }
notes-acknowledged = растаған { $name }, { $at }
notes-answered = жауап берген { $name }, { $at }
notes-open-instruction = әлі расталмады
notes-open-question = әлі жауап жоқ
notes-holds-verdict = · қорытынды күтеді
notes-done = Іске жазылды.
notice-note = { $kind } { $number }, { $name }: { $text } · { $key }
notice-note-holds = { $kind } { $number } қорытындыны ұстап тұр, { $name }: { $text } · { $key }
notice-approval = { $until } дейін келісуіңізді күтеді: { $what }, сұраған { $name } · F9 8
queue-notes = сізді күтетін жазбалар: { $count }

# Жобалар
draft-restored = Жоба: { $name }, { $at }
draft-not-kept = Жоба сақталмайды: { $why }
ask-leave-typed = Кету керек пе? Терілгені жоба болып қалады
ask-leave-typed-detail = Станция оны сақтайды және осында қайта көрсетеді. Тастауға да болады.
confirm-leave = Кету
confirm-drop = Кетіп, тастау
