# Supervision: reasons, rulings, desk.
reason-text = Причина или текст
reason-sent = Передано станции, ждём ответа.
reason-leave = Ещё раз Esc — введённое пропадёт. Enter отправит.
reason-kept = Записано.
reason-changed = Дело изменилось, теперь «{ $state }». Посмотрите; Enter отправит ещё раз.
reason-delay-title = Причина задержки · { $number }
reason-delay-detail = Причина останется в деле. Сразу после неё шаг будет сделан.
