# Слова службы: её настройки и проверка машины.

settings-hold = Настройки верны: {$post}, {$ic}, мест: {$seats}.
settings-refused = {$file}: это не настройки станции: {$why}
settings-line = строка {$line}: {$why}
settings-too-long = {$bytes} байт, не более {$most}
settings-not-absolute = {$key} = {$value}: путь начинается с /
settings-post-code = booth.post_code = {$code}: код поста — 2, 5 или 8 цифр
settings-name = {$key}: от 1 до {$most} видимых знаков без пробелов по краям; в имени очереди — a–z, 0–9, точка, дефис и подчёркивание
settings-idle = {$key}: от {$from} до {$to} минут
settings-too-many-seats = мест больше {$most}
settings-seat-name = место {$seat}: имя — от 1 до 16 знаков из a–z, 0–9 и дефиса; группа — имя группы системы
settings-seat-twice = место {$seat}: такое имя или такая группа уже есть у другого места
settings-seat-roles = место {$seat}: нужна роль, и каждая роль один раз
settings-remote-drives = место {$seat}: у удалённого места не может быть роли, которая ведёт скан
settings-nobody-drives = ни у одного места в будке нет роли, которая ведёт скан
settings-socket-path = место {$seat}: путь сокета длиннее {$most} байт
