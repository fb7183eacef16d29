# Everything that Spraakloket itself says in Dutch. Short sentences, "u", written to be heard.

# The beginning and the end.
greeting = Welkom. U praat met een computer.
greeting-kept = Vragen die ik niet kan beantwoorden, bewaar ik zonder uw gegevens.
greeting-help = Zeg "help" voor uitleg, of "medewerker" voor een mens.
greeting-help-phone = Zeg "help" voor uitleg. Voor een medewerker drukt u op nul.
ask = Stel uw vraag.
start-over = Goed, we beginnen opnieuw. Stel uw vraag.
anything-else = Hebt u nog een andere vraag?
welcome = Graag gedaan. Hebt u nog een vraag?
goodbye = Tot ziens.

# Answers.
not-found = Dat weet ik niet. Kunt u het anders vragen? Of zeg: medewerker.
say-differently = Dan heb ik u niet goed begrepen. Kunt u het anders vragen?
clarify = Bedoelt u { $first }, of { $second }?
which = Welke bedoelt u? De eerste: { $first }. De tweede: { $second }.
confirm = Ik heb u niet goed verstaan. Gaat uw vraag over: { $subject }?
offer = Wilt u meer horen over { $headings }?
marked = { $name }. Kies met de grote knop.
nothing-to-choose = Er valt nu niets te kiezen. Stel uw vraag.
or = of
yes = Ja
no = Nee
source = Dit komt van { $organisation }.
see-source = Het bedrag of de termijn kan veranderd zijn. Kijk op { $page } van { $organisation }.
second-question = Dan uw andere vraag.
second-referred = Op uw andere vraag heb ik zo geen antwoord. Stel die daarna nog eens apart.
where = Dit staat op de pagina { $page } van { $organisation }. Het is nagekeken op { $date }.
spelling = Ik spel: { $word }.
nothing-said-yet = Ik heb u nog niets verteld. Stel uw vraag.
no-more = Meer weet ik hier niet over. Een medewerker kan u verder helpen. Zeg: medewerker.
no-suggestions = Goed. Ik geef geen tips meer.

# Commands.
slower = Ik praat nu langzamer.
slowest = Langzamer kan ik niet.
faster = Ik praat nu sneller.
fastest = Sneller kan ik niet.
louder = Ik praat nu harder.
loudest = Harder kan ik niet.
softer = Ik praat nu zachter.
softest = Zachter kan ik niet.
paused = Ik wacht. Zeg "ga verder" als ik door kan gaan.
language-changed = Ik spreek nu Nederlands. Stel uw vraag.
help = U kunt gewoon uw vraag stellen. U kunt ook zeggen: stop, herhaal, langzamer, harder, meer of terug. Zeg "waar staat dat" voor de bron. Zeg "andere taal" voor Engels. Zeg "medewerker" voor een mens. Alles kan ook met de toetsen.
help-phone = U kunt gewoon uw vraag stellen. U kunt ook zeggen: stop, herhaal, langzamer, harder, meer of terug. Of gebruik de toetsen. Een is herhalen, twee is langzamer, acht is sneller, negen is een andere taal. Nul is een medewerker, sterretje is terug, en hekje slaat over.

# When something is not heard, or takes long, or fails.
reprompt = Ik luister. Stel uw vraag, of zeg: help.
reprompt-keys = Ik hoor u niet. U kunt ook de toetsen gebruiken. Zeg "medewerker" voor een mens.
still-there = Bent u er nog? Over { $seconds } seconden sluit ik af. Zeg ja of druk op een toets, dan wacht ik.
still-here = Goed, ik wacht. Neem rustig de tijd.
not-heard = Ik heb u niet verstaan. Zeg het nog eens.
not-heard-keys = Ik versta u niet goed. De toetsen werken altijd. Zeg "medewerker" voor een mens.
too-soft = Ik hoor u zacht. Kom iets dichterbij of praat harder.
too-loud = Ik hoor u erg hard. Praat iets zachter.
too-noisy = Het is hier rumoerig. De toetsen werken altijd.
patience = Een ogenblik.
patience-longer = Ik ben nog bezig.
failed = Sorry, er ging iets mis. Stel uw vraag nog eens, of zeg: medewerker.

# Danger.
emergency = Is er gevaar? Bel nu 112.

# A human.
offer-staff = Dat weet ik ook niet. Wilt u een medewerker spreken?
handover-summary = U hebt gevraagd naar { $subject }.
handover-summary-question = Uw vraag was: { $question }.
handover-consent = Ik geef dit door aan de medewerker: { $summary } Is dat goed?
handover-trying = Een ogenblik, ik zoek een medewerker.
handover-patience = Ik probeer het nog. Een ogenblik.
handover-done = Een medewerker neemt het van mij over.
handover-closed = Er is nu geen medewerker bereikbaar.
handover-failed = Het lukt nu niet om een medewerker te bereiken.
handover-phone = Bel { $phone }.
handover-hours = De openingstijden zijn: { $hours }.

# Whether it was clear.
feedback = Was dit duidelijk? Zeg ja of nee. U mag ook gewoon verder vragen.
feedback-thanks = Fijn. Hebt u nog een vraag?
feedback-sorry = Dat spijt me. Wilt u een medewerker spreken?
no-screen = Ik heb hier geen scherm.
look-changed = Het scherm is veranderd.

# The telephone line.
lines-busy = Alle lijnen zijn bezet. Belt u later nog eens. Tot ziens.
line-closing = Deze lijn gaat nu dicht. Belt u straks nog eens. Tot ziens.
line-too-long = Dit gesprek duurt nu zo lang als het mag. Belt u gerust opnieuw. Tot ziens.
line-no-sound = Ik hoor niets van u. Daarom hang ik op. Belt u gerust opnieuw. Tot ziens.
