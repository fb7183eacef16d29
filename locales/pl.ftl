# Everything that Spraakloket itself says in Polish. Short sentences, written to be heard.

# The beginning and the end.
greeting = Witamy. Rozmawiają Państwo z komputerem.
greeting-kept = Pytania, na które nie umiem odpowiedzieć, są zachowywane bez danych osobowych.
greeting-language = Aby wybrać polski, proszę naciskać w górę, aż usłyszą Państwo „polski”, a potem duży klawisz.
greeting-help-mute = Proszę napisać pytanie albo wybrać temat.
greeting-help-alone = Proszę powiedzieć „pomoc”, żeby usłyszeć, co umiem.
greeting-keys = Duży klawisz przerywa mi i wybiera. Klawiszem w dół przechodzi się przez wszystkie tematy. Klawisz pomocy objaśnia klawisze.
greeting-help = Proszę powiedzieć „pomoc”, żeby usłyszeć, co umiem, albo „pracownik”, żeby porozmawiać z człowiekiem.
greeting-help-phone = Proszę powiedzieć „pomoc”, żeby usłyszeć, co umiem. Aby rozmawiać z pracownikiem, proszę nacisnąć zero.
greeting-help-phone-alone = Proszę powiedzieć „pomoc”, żeby usłyszeć, co umiem.
lost = Coś poszło nie tak. Nasza rozmowa została utracona. Zaczynamy od nowa.
invitation = Dzień dobry. Jestem komputerem i odpowiadam na pytania o sprawy urzędowe. Proszę nacisnąć klawisz albo zadać pytanie.
invitation-mute = Dzień dobry. Jestem komputerem i odpowiadam na pytania o sprawy urzędowe. Proszę nacisnąć klawisz albo dotknąć ekranu.
ask = Proszę zadać pytanie.
start-over = Dobrze, zaczynamy od nowa. Proszę zadać pytanie.
anything-else = Czy jest jeszcze jakieś pytanie?
welcome = Proszę bardzo. Czy jest jeszcze jakieś pytanie?
goodbye = Do widzenia.

# Answers.
not-found = Tego nie wiem. Czy można zapytać inaczej? Albo proszę powiedzieć: pracownik.
not-found-mute = Tego nie wiem. Czy można zapytać inaczej? Albo proszę wybrać: pracownik.
not-found-alone = Tego nie wiem. Czy można zapytać inaczej?
not-found-mute-alone = Tego nie wiem. Czy można zapytać inaczej?
say-differently = W takim razie źle zrozumiałem. Czy można zapytać inaczej?
clarify = Czy chodzi o: { $first }? Czy o: { $second }?
which = O co chodzi? Pierwsze: { $first }. Drugie: { $second }.
confirm = Słabo słyszałem. Czy pytanie dotyczy tego: { $subject }?
confirm-mute = Nie mam pewności, o co chodzi. Czy pytanie dotyczy tego: { $subject }?
confirm-meant = Nie mam pewności, czy dobrze zrozumiałem. Czy pytanie dotyczy tego: { $subject }?
about = Temat: { $subject }.
likely = Chodziło o coś innego? Wtedy proszę powiedzieć: nie.
likely-more = Proszę powiedzieć „więcej”, żeby usłyszeć o: { $headings }.
dont-know = Nic nie szkodzi. Proszę powiedzieć własnymi słowami, o co chodzi.
data-not-needed = Nie potrzebuję danych osobowych. Nie używam ich.
offer = Czy opowiedzieć więcej o czymś z tego: { $headings }?
offer-mute = Czy pokazać więcej o czymś z tego: { $headings }?
marked = { $name }, { $place } z { $count }.
marked-how = Proszę wybrać dużym klawiszem.
no-such-choice = Nie ma takiego wyboru.
nothing-to-choose = Teraz nie ma nic do wyboru. Proszę zadać pytanie.
or = albo
yes = Tak
no = Nie
source = To informacja od { $organisation }.
see-source = Kwota albo termin mogły się zmienić. Proszę zajrzeć na stronę { $page } u { $organisation }.
second-question = Teraz drugie pytanie.
second-referred = Na drugie pytanie nie mogę tak odpowiedzieć. Proszę zadać je osobno.
machine-translated = Ten tekst przetłumaczył komputer. Mogą w nim być błędy.
only-in-dutch = Tę odpowiedź mam tylko po niderlandzku.
only-in-english = Tę odpowiedź mam tylko po angielsku.
where = To jest na stronie { $page } u { $organisation }. Sprawdzono { $date }.
spelling = Literuję: { $word }.
nothing-said-yet = Jeszcze nic nie powiedziałem. Proszę zadać pytanie.
no-more = To wszystko, co o tym wiem. Pracownik może pomóc dalej. Proszę powiedzieć: pracownik.
no-more-mute = To wszystko, co o tym wiem. Pracownik może pomóc dalej. Proszę wybrać: pracownik.
no-more-alone = To wszystko, co o tym wiem.
no-more-mute-alone = To wszystko, co o tym wiem.
no-suggestions = Dobrze. Nie będę już nic podpowiadać.

# Commands.
slower = Teraz mówię wolniej.
slowest = Wolniej nie umiem.
faster = Teraz mówię szybciej.
fastest = Szybciej nie umiem.
louder = Teraz mówię głośniej.
loudest = Głośniej nie umiem.
softer = Teraz mówię ciszej.
softest = Ciszej nie umiem.
paused = Czekam. Proszę powiedzieć „dalej”, kiedy mam mówić dalej.
more-time = Dobrze. Od teraz będę dłużej na Pana lub Panią czekać.
paused-mute = Czekam. Proszę wybrać „dalej”, kiedy mam mówić dalej.
language-changed = Teraz mówię po polsku. Proszę zadać pytanie.
language-changed-mute = Teraz piszę po polsku. Proszę zadać pytanie.
help = Można po prostu zadać pytanie. Można też powiedzieć: stop, powtórz, wolniej, głośniej, więcej albo wstecz. „Gdzie to jest napisane” podaje źródło. „Inny język” zmienia na niderlandzki. „Pracownik” to rozmowa z człowiekiem. Wszystko działa też na klawiszach.
help-alone = Można po prostu zadać pytanie. Można też powiedzieć: stop, powtórz, wolniej, głośniej, więcej albo wstecz. „Gdzie to jest napisane” podaje źródło. „Inny język” zmienia na niderlandzki. Wszystko działa też na klawiszach.
help-mute = Proszę napisać pytanie albo wybrać temat. Pod „co jeszcze mogę” są inne możliwości.
help-keypad = Oto klawisze po kolei.
help-keypad-end = Proszę przytrzymać klawisz przez sekundę, żeby usłyszeć, co robi.
help-phone = Można po prostu zadać pytanie. Można też powiedzieć: stop, powtórz, wolniej, głośniej, więcej albo wstecz. Albo używać klawiszy. Jeden powtarza, dwa zwalnia, osiem przyspiesza, dziewięć zmienia język. Zero łączy z pracownikiem, gwiazdka cofa, krzyżyk pomija.

# When something is not heard, or takes long, or fails.
reprompt = Słucham. Proszę zadać pytanie albo powiedzieć: pomoc.
reprompt-mute = Proszę napisać pytanie albo wybrać temat.
reprompt-keys = Nie słyszę. Można też używać klawiszy. „Pracownik” to rozmowa z człowiekiem.
reprompt-keys-mute = Proszę napisać pytanie albo wybrać temat. Albo wybrać: pracownik.
reprompt-keys-alone = Nie słyszę. Można też używać klawiszy.
reprompt-keys-mute-alone = Proszę napisać pytanie albo wybrać temat.
still-there = Czy ktoś tam jest? Kończę za { $seconds } sekund. Proszę powiedzieć „tak” albo nacisnąć klawisz, a poczekam.
still-there-mute = Czy ktoś tam jest? Kończę za { $seconds } sekund. Proszę nacisnąć klawisz albo dotknąć ekranu, a poczekam.
seconds-left = Zostało { $seconds } sekund.
still-here = Dobrze, czekam. Nie ma pośpiechu.
not-heard = Nie dosłyszałem. Proszę powiedzieć jeszcze raz.
not-heard-keys = Słabo słyszę. Klawisze działają zawsze. „Pracownik” to rozmowa z człowiekiem.
not-heard-keys-alone = Słabo słyszę. Klawisze działają zawsze.
too-soft = Ledwo słyszę. Proszę podejść bliżej albo mówić głośniej.
too-loud = To bardzo głośno. Proszę mówić trochę ciszej.
too-noisy = Tu jest głośno. Klawisze działają zawsze.
too-long = Na chwilę przerwę. Proszę zadać jedno krótkie pytanie, a poszukam odpowiedzi.
patience = Chwileczkę.
patience-longer = Jeszcze szukam.
failed = Przepraszam, coś poszło nie tak. Proszę zadać pytanie jeszcze raz albo powiedzieć: pracownik.
failed-mute = Przepraszam, coś poszło nie tak. Proszę zadać pytanie jeszcze raz albo wybrać: pracownik.
failed-alone = Przepraszam, coś poszło nie tak. Proszę zadać pytanie jeszcze raz.
failed-mute-alone = Przepraszam, coś poszło nie tak. Proszę zadać pytanie jeszcze raz.

# Danger.
emergency = Czy jest niebezpieczeństwo? Proszę dzwonić pod 112.
# 113.nl, "Crisislijn": 0800-0113 is free, day and night; 113 is free too since October 2025. Looked up 2026-11-26.
despair = Przykro mi, że jest tak ciężko. Nie trzeba dźwigać tego samemu. Proszę zadzwonić teraz na linię zapobiegania samobójstwom 113: 0800-0113, bezpłatnie, w dzień i w nocy. Na 113.nl można pisać na czacie. Jeśli zagrożone jest życie, proszę dzwonić pod 112.
# government.nl, "What can I do if I know or suspect that a child is being abused?"; centrumseksueelgeweld.nl.
# Looked up 2026-11-26.
abuse = Bardzo mi przykro. Czy Pani, Pan albo ktoś inny jest teraz w niebezpieczeństwie? Proszę dzwonić pod 112. Po pomoc i radę proszę dzwonić do Veilig Thuis: 0800-2000, bezpłatnie, w dzień i w nocy. Po przemocy seksualnej proszę dzwonić do Centrum Seksueel Geweld: 0800-0188, bezpłatnie. Dzieci mogą dzwonić do Kindertelefoon: 0800-0432, bezpłatnie.

# About the desk itself, and what is no question.
desk-robot = Jestem komputerem. Szukam odpowiedzi w wiarygodnych tekstach urzędowych. Aby rozmawiać z człowiekiem, proszę powiedzieć: pracownik.
desk-recorded = Nie. Ta rozmowa nie jest nagrywana, a dane nie są zachowywane.
desk-recorded-elsewhere = Rozmowa nie jest tu nagrywana, a dane nie są zachowywane. Głos trafia jednak do innego komputera, który rozpoznaje słowa. Wybrał go operator tego stanowiska.
desk-recorded-elsewhere-kept = Głos nie jest tu nagrywany. Głos trafia jednak do innego komputera, który rozpoznaje słowa. Wybrał go operator tego stanowiska. Pytania, na które nie umiem odpowiedzieć, są przez pewien czas zachowywane bez danych.
desk-recorded-kept = Głos nie jest nagrywany. Pytania, na które nie umiem odpowiedzieć, są przez pewien czas zachowywane bez danych.
desk-what-can-you-do = Odpowiadam na pytania o gminę i sprawy urzędowe, na przykład o paszport, przeprowadzkę, dodatki i zasiłki. Proszę zadać pytanie.
desk-who-are-you = Jestem Spraakloket, komputer, który odpowiada na pytania o sprawy urzędowe. Proszę zadać pytanie.
desk-hear-me = Tak, słyszę. Proszę zadać pytanie.
desk-other = Jestem komputerem, który odpowiada na pytania o sprawy urzędowe. Proszę zadać pytanie.
said-greeting = Dzień dobry. W czym mogę pomóc?
said-how-are-you = Dziękuję, dobrze. W czym mogę pomóc?
said-sorry = Nic nie szkodzi. W czym mogę pomóc?
said-compliment = Dziękuję. Czy mogę jeszcze w czymś pomóc?
said-complaint = Przykro mi, że słabo pomagam. „Pracownik” to rozmowa z człowiekiem. Można też zapytać inaczej.
said-insult = Przykro mi, że to się nie udaje. „Pracownik” to rozmowa z człowiekiem. Można też zapytać inaczej.
said-nonsense = Z tym nic nie zrobię. Proszę zapytać o gminę albo sprawy urzędowe, albo powiedzieć: pomoc.
step = krok { $number }
confused = Powiem jeszcze raz, wolniej. „Pracownik” to rozmowa z człowiekiem.
# Its own name, said among others.
language-offered = Polski.
other-languages = Mówię w kilku językach. Proszę powiedzieć nazwę swojego języka. „Pracownik” to rozmowa z człowiekiem.

# Somebody else's matter, with where to turn.
elsewhere = To nie mój temat. Odpowiadam na pytania o gminę i sprawy urzędowe.
elsewhere-parcel = To nie mój temat. Proszę zapytać przewoźnika albo sklep, w którym złożono zamówienie.
elsewhere-bank = To nie mój temat. Proszę zwrócić się do swojego banku.
elsewhere-doctor = To nie mój temat. Proszę zadzwonić do lekarza rodzinnego, a wieczorem i w weekend do lekarza dyżurnego. Jeśli zagrożone jest życie, proszę dzwonić pod 112.
elsewhere-weather = Nie znam pogody. Proszę zajrzeć na knmi.nl.
elsewhere-vote-advice = Nie doradzam, na kogo głosować. Partie można porównać na przykład w StemWijzer.
elsewhere-public-transport = To nie mój temat. Proszę zajrzeć na 9292.nl albo zapytać przewoźnika.
elsewhere-time-and-date = Nie mam zegara ani kalendarza. Można pytać o gminę i sprawy urzędowe.
elsewhere-telecom = To nie mój temat. Proszę zwrócić się do swojego operatora.
elsewhere-utilities = To nie mój temat. Proszę zwrócić się do swojego dostawcy. W razie awarii proszę dzwonić pod 0800-9009, bezpłatnie.
elsewhere-job-search = Nie mam ofert pracy. Proszę zajrzeć na werk.nl urzędu UWV.
elsewhere-legal-advice = To nie mój temat. Juridisch Loket bezpłatnie udziela porad prawnych.
elsewhere-other-municipality = To nie mój temat. Proszę zadzwonić do swojej gminy: 14 i numer kierunkowy.

# A human.
offer-staff = Tego też nie wiem. Czy połączyć z pracownikiem?
offer-staff-alone = Tego też nie wiem.
handover-summary = Pytanie było o: { $subject }.
handover-summary-question = Pytanie brzmiało: { $question }.
handover-consent = Przekażę pracownikowi: { $summary } Czy to w porządku?
handover-trying = Chwileczkę, szukam pracownika.
handover-patience = Jeszcze próbuję. Chwileczkę.
handover-done = Teraz przejmuje pracownik.
handover-closed = Teraz żaden pracownik nie jest dostępny.
handover-none = Tutaj żaden pracownik nie może podejść.
handover-none-unknown = Tutaj żaden pracownik nie może podejść. Proszę zapytać przy okienku albo zadzwonić do gminy.
handover-failed = Teraz nie udało się połączyć z pracownikiem.
handover-phone = Proszę dzwonić: { $phone }.
handover-hours = Godziny otwarcia: { $hours }.

# Whether it was clear.
feedback = Czy to było jasne? Proszę powiedzieć „tak” albo „nie”. Można też pytać dalej.
feedback-mute = Czy to było jasne? Proszę wybrać „tak” albo „nie”. Można też pytać dalej.
feedback-thanks = Dobrze. Czy jest jeszcze jakieś pytanie?
feedback-sorry = Przykro mi. Czy połączyć z pracownikiem?
feedback-sorry-alone = Przykro mi.
no-screen = Tu nie mam ekranu.
look-changed = Ekran się zmienił.

# The telephone line.
lines-busy = Wszystkie linie są zajęte. Proszę zadzwonić później. Do widzenia.
line-closing = Ta linia jest teraz zamykana. Proszę zadzwonić później. Do widzenia.
line-too-long = Ta rozmowa trwała tak długo, jak mogła. Można zadzwonić ponownie. Do widzenia.
line-no-sound = Nic nie słyszę, dlatego się rozłączam. Można zadzwonić ponownie. Do widzenia.

# Going through the subjects by key.
subjects = Tematy.
subjects-how = Klawiszami w dół i w górę idzie się dalej. Duży klawisz wybiera. „Wstecz” cofa o krok.
subjects-in = { $name }.
no-subjects = Teraz nie ma tematów. Proszę zadać pytanie.
language-name = polski
language-chosen = Aby mówić dalej po polsku, proszę nacisnąć duży klawisz.
no-letter = Na literę { $letter } nic nie ma.

# How something is answered by key, told once in a visit.
how-yes-no = Duży klawisz to tak, wstecz to nie.
how-either = Klawiszem w dół słychać je po kolei. Duży klawisz wybiera. Wstecz to żadne z nich.
how-offer = Klawiszem w dół słychać każdą część. Duży klawisz wybiera.

# What each key does.
key-ok = Duży klawisz. Tak, wybierz albo: cisza, chcę coś powiedzieć.
key-back = Wstecz. Krok wstecz albo nie.
key-up = W górę. Poprzedni wybór.
key-down = W dół. Następny wybór albo tematy.
key-repeat = Powtórz. Ostatnia odpowiedź jeszcze raz.
key-louder = Głośniej.
key-softer = Ciszej.
key-easier = Prościej. Odpowiedź prostymi słowami, krok po kroku.
key-faster = Mów szybciej.
key-slower = Mów wolniej.
key-help = Pomoc. Objaśnia klawisze.
key-staff = Pracownik. Prosi człowieka o przyjście.
key-staff-alone = Pracownik. Do kogo można zadzwonić.
key-no = Nie.
key-choose = Cyfra. Wybiera to, co jest na tym miejscu.
key-letter = Litera. Przechodzi do tej litery w tematach.
key-subjects = Tematy. Przechodzi przez wszystkie tematy.
key-unknown = Ten klawisz tu nic nie robi. Klawisz pomocy objaśnia klawisze.
key-stop = Stop. Milknę.
key-pause = Pauza. Czekam.
key-more-time = Więcej czasu. Czekam dłużej.
key-continue = Dalej.
key-repeat-sentence = Ostatnie zdanie jeszcze raz.
key-more = Więcej. Opowiada następną część.
key-start-over = Od nowa. Nowe pytanie.
key-where-is-that = Gdzie to jest napisane. Podaje źródło.
key-spell = Literuj. Literuje najtrudniejsze słowo ostatniego zdania.
key-other-language = Inny język.
key-no-suggestions = Bez podpowiedzi.
key-larger-text = Większe litery.
key-smaller-text = Mniejsze litery.
key-contrast = Jasny albo ciemny ekran.
key-blank = Wyłącza albo włącza ekran.
key-goodbye = Gotowe. Rozmowa się kończy.
key-emergency = Nagły wypadek.
