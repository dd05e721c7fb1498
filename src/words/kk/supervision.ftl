# Supervision: reasons, rulings, desk.
reason-text = Себебі немесе мәтін
reason-sent = Станцияға жіберілді, жауап күтілуде.
reason-leave = Тағы бір Esc — терілгені жойылады. Enter жібереді.
reason-kept = Жазылды.
reason-changed = Іс өзгерді, енді «{ $state }». Қараңыз; Enter қайта жібереді.
reason-delay-title = Кідіріс себебі · { $number }
reason-delay-detail = Себебі істе қалады. Содан кейін қадам бірден жасалады.
