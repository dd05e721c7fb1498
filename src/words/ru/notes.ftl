# Записи по делу и то, что ждёт сотрудника.
key-notes = Записи по делу
key-write-note = Написать
key-acknowledge-note = Подтвердить
key-answer-note = Ответить
notes-title = Записи · { $number }: { $count }
notes-form-title = Новая запись · { $number }
notes-answer-title = Ответ на вопрос { $number }
notes-none = Записей нет. F5 пишет заметку, указание или вопрос.
notes-head = { $kind } { $number } · { $name } · кому: { $to } · { $at }
notes-to-all = всем
notes-kind = Вид
notes-to = Кому
notes-text = Текст: { $count } из { $max }
notes-acknowledged = подтвердил(а) { $name }, { $at }
notes-answered = ответил(а) { $name }, { $at }
notes-open-instruction = ещё не подтверждено
notes-open-question = ещё нет ответа
notes-holds-verdict = · заключение ждёт
notes-done = Записано в дело.
notice-note = { $kind } { $number }, { $name }: { $text } · { $key }
notice-note-holds = { $kind } { $number } держит заключение, { $name }: { $text } · { $key }
notice-approval = Ждёт вашего согласования до { $until }: { $what }, просит { $name } · F9 8
queue-notes = ждут вас записи: { $count }

# Черновики
draft-restored = Черновик: { $name }, { $at }
draft-not-kept = Черновик не сохраняется: { $why }
ask-leave-typed = Уйти? Введённое останется черновиком
ask-leave-typed-detail = Станция хранит его и покажет здесь снова. Можно и выбросить.
confirm-leave = Уйти
confirm-drop = Уйти и выбросить
