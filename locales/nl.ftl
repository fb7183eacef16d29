# Everything that Spraakloket itself says in Dutch. Short sentences, "u", written to be heard.

# The beginning and the end.
greeting = Welkom. U praat met een computer.
greeting-mute = Welkom. Dit is een computer.
greeting-kept = Vragen die ik niet kan beantwoorden, bewaar ik zonder uw gegevens.
greeting-help-mute = Typ uw vraag, of kies een onderwerp.
greeting-help-alone = Zeg "help" voor uitleg.
greeting-keys = De grote knop onderbreekt mij, en kiest. Met omlaag gaat u door alle onderwerpen. De toets help legt de toetsen uit.
greeting-language = Voor Nederlands drukt u op omhoog, en dan op de grote knop.
greeting-keys-mute = De grote knop kiest. Met omlaag gaat u door alle onderwerpen. De toets help legt de toetsen uit.
greeting-help = Zeg "help" voor uitleg, of "medewerker" voor een mens.
greeting-help-phone = Zeg "help" voor uitleg. Voor een medewerker drukt u op nul.
greeting-help-phone-alone = Zeg "help" voor uitleg.
lost = Er ging iets mis. Ons gesprek is verloren gegaan. We beginnen opnieuw.
invitation = Goedendag. Ik ben een computer en beantwoord vragen over de overheid. Druk op een toets, of stel uw vraag.
invitation-mute = Goedendag. Ik ben een computer en beantwoord vragen over de overheid. Druk op een toets of raak het scherm aan.
ask = Stel uw vraag.
start-over = Goed, we beginnen opnieuw. Stel uw vraag.
anything-else = Hebt u nog een andere vraag?
welcome = Graag gedaan. Hebt u nog een vraag?
goodbye = Tot ziens.

# Answers.
not-found = Dat weet ik niet. Kunt u het anders vragen? Of zeg: medewerker.
not-found-mute = Dat weet ik niet. Kunt u het anders vragen? Of kies: medewerker.
not-found-alone = Dat weet ik niet. Kunt u het anders vragen?
not-found-mute-alone = Dat weet ik niet. Kunt u het anders vragen?
say-differently = Dan heb ik u niet goed begrepen. Kunt u het anders vragen?
clarify = Bedoelt u { $first }, of { $second }?
which = Welke bedoelt u? De eerste: { $first }. De tweede: { $second }.
confirm = Ik heb u niet goed verstaan. Gaat uw vraag over: { $subject }?
confirm-mute = Ik weet niet zeker wat u bedoelt. Gaat uw vraag over: { $subject }?
confirm-meant = Ik weet niet zeker of ik u goed begrijp. Gaat uw vraag over: { $subject }?
about = Over { $subject }:
likely = Bedoelde u iets anders? Zeg dan: nee.
likely-mute = Bedoelde u iets anders? Kies dan: nee.
likely-more = Zeg "meer" voor { $headings }.
likely-more-mute = Kies "vertel meer" voor { $headings }.
dont-know = Dat geeft niet. Vertel in uw eigen woorden waar het over gaat.
data-not-needed = Uw persoonlijke gegevens heb ik niet nodig. Ik gebruik ze niet.
offer = Wilt u meer horen over { $headings }?
offer-mute = Wilt u meer weten over { $headings }?
marked = { $name }, { $place } van { $count }.
marked-how = Kies met de grote knop.
no-such-choice = Die keuze is er niet.
nothing-to-choose = Er valt nu niets te kiezen. Stel uw vraag.
or = of
yes = Ja
no = Nee
source = Dit komt van { $organisation }.
see-source = Het bedrag of de termijn kan veranderd zijn. Kijk op { $page } van { $organisation }.
second-question = Dan uw andere vraag.
second-referred = Op uw andere vraag heb ik zo geen antwoord. Stel die daarna nog eens apart.
machine-translated = Deze tekst is door een computer vertaald. Er kunnen fouten in staan.
only-in-dutch = Dit antwoord heb ik alleen in het Nederlands.
only-in-english = Dit antwoord heb ik alleen in het Engels.
where = Dit staat op de pagina { $page } van { $organisation }. Het is nagekeken op { $date }.
spelling = Ik spel: { $word }.
nothing-said-yet = Ik heb u nog niets verteld. Stel uw vraag.
no-more = Meer weet ik hier niet over. Een medewerker kan u verder helpen. Zeg: medewerker.
no-more-mute = Meer weet ik hier niet over. Een medewerker kan u verder helpen. Kies: medewerker.
no-more-alone = Meer weet ik hier niet over.
no-more-mute-alone = Meer weet ik hier niet over.
no-suggestions = Goed. Ik geef geen tips meer.

# Commands.
slower = Ik praat nu langzamer.
slower-mute = Het gaat nu langzamer.
slowest = Langzamer kan ik niet.
slowest-mute = Langzamer kan niet.
faster = Ik praat nu sneller.
faster-mute = Het gaat nu sneller.
fastest = Sneller kan ik niet.
fastest-mute = Sneller kan niet.
louder = Ik praat nu harder.
louder-mute = Hier is geen geluid.
loudest = Harder kan ik niet.
loudest-mute = Hier is geen geluid.
softer = Ik praat nu zachter.
softer-mute = Hier is geen geluid.
softest = Zachter kan ik niet.
softest-mute = Hier is geen geluid.
more-time = Goed. Ik wacht voortaan langer op u.
paused = Ik wacht. Zeg "ga verder" als ik door kan gaan.
paused-mute = Ik wacht. Kies "ga verder" als ik door kan gaan.
paused-by-key = Ik wacht. Zeg "ga verder", of druk op de grote knop, als ik door kan gaan.
language-changed = Ik spreek nu Nederlands. Stel uw vraag.
language-changed-mute = Dit is nu in het Nederlands. Stel uw vraag.
help = U kunt gewoon uw vraag stellen. U kunt ook zeggen: stop, herhaal, langzamer, harder, meer of terug. Zeg "waar staat dat" voor de bron. Zeg "andere taal" voor Engels. Zeg "medewerker" voor een mens. Alles kan ook met de toetsen.
help-alone = U kunt gewoon uw vraag stellen. U kunt ook zeggen: stop, herhaal, langzamer, harder, meer of terug. Zeg "waar staat dat" voor de bron. Zeg "andere taal" voor Engels. Alles kan ook met de toetsen.
help-mute = Typ uw vraag, of kies een onderwerp. Met "wat kan ik nog meer" ziet u wat u verder kunt kiezen.
help-keypad = Dit zijn de toetsen, in volgorde.
help-keypad-end = Houd een toets een seconde vast, dan hoort u wat hij doet.
help-keypad-end-mute = Houd een toets een seconde ingedrukt, dan staat er wat hij doet.
help-phone = U kunt gewoon uw vraag stellen. U kunt ook zeggen: stop, herhaal, langzamer, harder, meer of terug. Of gebruik de toetsen. Een is herhalen, twee is langzamer, acht is sneller, negen is een andere taal. Nul is een medewerker, sterretje is terug, en hekje slaat over.

# When something is not heard, or takes long, or fails.
reprompt = Ik luister. Stel uw vraag, of zeg: help.
reprompt-mute = Typ uw vraag, of kies een onderwerp.
reprompt-by-key = Ik luister. Stel uw vraag. Of ga met omlaag door de onderwerpen.
reprompt-keys = Ik hoor u niet. U kunt ook de toetsen gebruiken. Zeg "medewerker" voor een mens.
reprompt-keys-mute = Typ uw vraag, of kies een onderwerp. Of kies: medewerker.
reprompt-keys-alone = Ik hoor u niet. U kunt ook de toetsen gebruiken.
reprompt-keys-mute-alone = Typ uw vraag, of kies een onderwerp.
reprompt-keys-by-key = Ik hoor u niet. De toets help legt de toetsen uit. De toets medewerker vraagt er een mens bij.
reprompt-keys-by-key-alone = Ik hoor u niet. De toets help legt de toetsen uit.
still-there = Bent u er nog? Over { $seconds } seconden sluit ik af. Zeg ja of druk op een toets, dan wacht ik.
still-there-mute = Bent u er nog? Over { $seconds } seconden sluit ik af. Druk op een toets of raak het scherm aan, dan wacht ik.
seconds-left = Nog { $seconds } seconden.
still-here = Goed, ik wacht. Neem rustig de tijd.
not-heard = Ik heb u niet verstaan. Zeg het nog eens.
not-heard-keys = Ik versta u niet goed. De toetsen werken altijd. Zeg "medewerker" voor een mens.
not-heard-keys-alone = Ik versta u niet goed. De toetsen werken altijd.
too-soft = Ik hoor u zacht. Kom iets dichterbij of praat harder.
too-loud = Ik hoor u erg hard. Praat iets zachter.
too-noisy = Het is hier rumoerig. Praat wat harder, of gebruik de toetsen.
too-long = Ik onderbreek u even. Stel één korte vraag, dan zoek ik het antwoord.
patience = Een ogenblik.
patience-longer = Ik ben nog bezig.
failed = Sorry, er ging iets mis. Stel uw vraag nog eens, of zeg: medewerker.
failed-mute = Sorry, er ging iets mis. Stel uw vraag nog eens, of kies: medewerker.
failed-alone = Sorry, er ging iets mis. Stel uw vraag nog eens.
failed-mute-alone = Sorry, er ging iets mis. Stel uw vraag nog eens.

# Danger.
emergency = Is er gevaar? Bel nu 112.
# 113.nl, "Crisislijn": 0800-0113 is free, day and night; 113 is free too since October 2025. Looked up 2026-11-26.
despair = Wat erg dat het zo zwaar is. U hoeft hier niet alleen mee te blijven. Bel nu 113 Zelfmoordpreventie, gratis op 0800-0113, dag en nacht. Chatten kan op 113.nl. Is er nu levensgevaar, bel dan 112.
# rijksoverheid.nl, "Wat moet ik doen bij (vermoedens van) huiselijk geweld?"; centrumseksueelgeweld.nl; kindertelefoon.nl.
# Looked up 2026-11-26.
abuse = Wat erg. Bent u of is iemand nu in gevaar? Bel 112. Voor hulp en advies belt u gratis Veilig Thuis op 0800-2000, dag en nacht. Na seksueel geweld belt u gratis het Centrum Seksueel Geweld op 0800-0188. Kinderen bellen gratis de Kindertelefoon op 0800-0432.

# About the desk itself, and what is no question.
desk-robot = Ik ben een computer. Ik zoek antwoorden in betrouwbare teksten van de overheid. Wilt u een mens spreken, zeg dan: medewerker.
desk-robot-mute = Ik ben een computer. Ik zoek antwoorden in betrouwbare teksten van de overheid. Wilt u een mens spreken, kies dan: medewerker.
desk-robot-mute-alone = Ik ben een computer. Ik zoek antwoorden in betrouwbare teksten van de overheid.
desk-robot-alone = Ik ben een computer. Ik zoek antwoorden in betrouwbare teksten van de overheid.
desk-recorded = Nee. Dit gesprek wordt niet opgenomen en uw gegevens worden niet bewaard.
desk-recorded-elsewhere = Dit loket neemt het gesprek niet op en bewaart uw gegevens niet. Uw stem gaat wel naar een andere computer die hem verstaat. Die heeft de beheerder van dit loket gekozen.
desk-recorded-elsewhere-kept = Dit loket neemt uw stem niet op. Die gaat wel naar een andere computer die hem verstaat. Die heeft de beheerder van dit loket gekozen. Vragen die ik niet kan beantwoorden, bewaar ik een tijd zonder uw gegevens.
desk-recorded-kept = Uw stem wordt niet opgenomen. Vragen die ik niet kan beantwoorden, bewaar ik een tijd zonder uw gegevens.
desk-what-can-you-do = Ik beantwoord vragen over de gemeente en de overheid, zoals over paspoorten, verhuizen, toeslagen en uitkeringen. Stel gewoon uw vraag.
desk-who-are-you = Ik ben Spraakloket, een computer die vragen over de overheid beantwoordt. Stel gewoon uw vraag.
desk-hear-me = Ja, ik hoor u. Stel uw vraag.
desk-hear-me-mute = Hier is geen geluid. U kunt uw vraag wel typen.
desk-other = Ik ben een computer die vragen over de overheid beantwoordt. Stel gewoon uw vraag.
said-greeting = Goedendag. Waarmee kan ik u helpen?
said-how-are-you = Dank u, met mij gaat het goed. Waarmee kan ik u helpen?
said-sorry = Dat geeft niet. Waarmee kan ik u helpen?
said-compliment = Dank u wel. Kan ik u nog ergens mee helpen?
said-complaint = Het spijt me dat ik u niet goed help. Zeg "medewerker" voor een mens, of stel uw vraag anders.
said-complaint-mute = Het spijt me dat ik u niet goed help. Kies "medewerker" voor een mens, of stel uw vraag anders.
said-complaint-mute-alone = Het spijt me dat ik u niet goed help. Stel uw vraag eens anders.
said-complaint-alone = Het spijt me dat ik u niet goed help. Stel uw vraag eens anders.
said-insult = Het spijt me dat het niet goed gaat. Zeg "medewerker" voor een mens, of stel uw vraag anders.
said-insult-mute = Het spijt me dat het niet goed gaat. Kies "medewerker" voor een mens, of stel uw vraag anders.
said-insult-mute-alone = Het spijt me dat het niet goed gaat. Stel uw vraag eens anders.
said-insult-alone = Het spijt me dat het niet goed gaat. Stel uw vraag eens anders.
said-nonsense = Daar kan ik niets mee. Stel een vraag over de gemeente of de overheid, of zeg: help.
said-nonsense-mute = Daar kan ik niets mee. Stel een vraag over de gemeente of de overheid, of kies: help.
step = stap { $number }
confused = Ik zeg het nog eens, rustiger. Zeg "medewerker" voor een mens.
confused-mute = Hier staat het nog eens. Kies "medewerker" voor een mens.
confused-mute-alone = Hier staat het nog eens.
confused-alone = Ik zeg het nog eens, rustiger.
# Its own name, said among others.
language-offered = Nederlands.
other-languages = Er zijn meer talen. Zeg de naam van uw taal, of "medewerker" voor een mens.
other-languages-mute = Er zijn meer talen. Typ de naam van uw taal, of kies "medewerker" voor een mens.
other-languages-mute-alone = Er zijn meer talen. Typ de naam van uw taal.
other-languages-alone = Er zijn meer talen. Zeg de naam van uw taal.

# Somebody else's matter, with where to turn.
elsewhere = Daar ga ik niet over. Ik beantwoord vragen over de gemeente en de overheid.
elsewhere-parcel = Daar ga ik niet over. Vraag het aan de bezorger of aan de winkel waar u hebt besteld.
elsewhere-bank = Daar ga ik niet over. Neem contact op met uw bank.
elsewhere-doctor = Daar ga ik niet over. Bel uw huisarts, en 's avonds en in het weekend de huisartsenpost. Is het levensgevaar, bel dan 112.
elsewhere-weather = Het weer weet ik niet. Kijk op knmi.nl.
elsewhere-vote-advice = Ik geef geen stemadvies. U kunt partijen vergelijken met een stemhulp, zoals StemWijzer.
elsewhere-public-transport = Daar ga ik niet over. Kijk op 9292.nl, of vraag het aan de vervoerder.
elsewhere-time-and-date = Ik heb geen klok of agenda voor u. Stel gerust een vraag over de gemeente of de overheid.
elsewhere-telecom = Daar ga ik niet over. Neem contact op met uw aanbieder van telefoon of internet.
# netbeheernederland.nl, "Storingen": 0800-9009 is free, day and night, for failures of gas and power. Looked up 2026-11-27.
elsewhere-utilities = Daar ga ik niet over. Neem contact op met uw leverancier. Bij een storing van gas of stroom belt u gratis 0800-9009, dag en nacht.
elsewhere-job-search = Vacatures heb ik niet. Kijk op werk.nl van UWV.
elsewhere-legal-advice = Daar ga ik niet over. Het Juridisch Loket geeft gratis juridisch advies.
elsewhere-other-municipality = Daar ga ik niet over. Bel uw eigen gemeente op 14, gevolgd door het netnummer.

# A human.
offer-staff = Dat weet ik ook niet. Wilt u een medewerker spreken?
offer-staff-alone = Dat weet ik ook niet.
handover-summary = U hebt gevraagd naar { $subject }.
handover-summary-question = Uw vraag was: { $question }.
handover-consent = Ik geef dit door aan de medewerker: { $summary } Is dat goed?
handover-trying = Een ogenblik, ik zoek een medewerker.
handover-patience = Ik probeer het nog. Een ogenblik.
handover-done = Een medewerker neemt het van mij over.
handover-closed = Er is nu geen medewerker bereikbaar.
handover-none = Hier kan geen medewerker bij u komen.
handover-none-unknown = Hier kan geen medewerker bij u komen. Vraag het aan de balie, of bel de gemeente.
handover-failed = Het lukt nu niet om een medewerker te bereiken.
handover-phone = Bel { $phone }.
handover-hours = De openingstijden zijn: { $hours }.

# Whether it was clear.
feedback = Was dit duidelijk? Zeg ja of nee. U mag ook gewoon verder vragen.
feedback-mute = Was dit duidelijk? Kies ja of nee. U mag ook gewoon verder vragen.
feedback-thanks = Fijn. Hebt u nog een vraag?
feedback-sorry = Dat spijt me. Wilt u een medewerker spreken?
feedback-sorry-alone = Dat spijt me.
no-screen = Ik heb hier geen scherm.
look-changed = Het scherm is veranderd.

# The telephone line.
lines-busy = Alle lijnen zijn bezet. Belt u later nog eens. Tot ziens.
line-closing = Deze lijn gaat nu dicht. Belt u straks nog eens. Tot ziens.
line-too-long = Dit gesprek duurt nu zo lang als het mag. Belt u gerust opnieuw. Tot ziens.
line-no-sound = Ik hoor niets van u. Daarom hang ik op. Belt u gerust opnieuw. Tot ziens.

# Going through the subjects by key.
subjects = Onderwerpen.
subjects-how = Met omlaag en omhoog gaat u verder. De grote knop kiest. Terug gaat een stap terug.
subjects-in = { $name }.
no-subjects = Er zijn nu geen onderwerpen. Stel uw vraag.
no-letter = Met de letter { $letter } is er niets.
language-name = Nederlands
language-chosen = Wilt u verder in het Nederlands, druk dan op de grote knop.

# How something is answered by key, told once in a visit.
how-yes-no = De grote knop is ja, terug is nee.
how-either = Met omlaag hoort u ze een voor een. De grote knop kiest. Terug is geen van beide.
how-either-mute = Met omlaag ziet u ze een voor een. De grote knop kiest. Terug is geen van beide.
how-offer = Met omlaag hoort u elk deel. De grote knop kiest.
how-offer-mute = Met omlaag ziet u elk deel. De grote knop kiest.

# What each key does.
key-ok = De grote knop. Ja, kiezen, of: stil, ik wil iets zeggen.
key-ok-mute = De grote knop. Ja, of kiezen.
key-back = Terug. Een stap terug, of nee.
key-up = Omhoog. De vorige keuze.
key-down = Omlaag. De volgende keuze, of door de onderwerpen.
key-repeat = Herhalen. Het laatste antwoord nog een keer.
key-louder = Harder.
key-softer = Zachter.
key-easier = Makkelijker. Vertelt het antwoord in gewone woorden, stap voor stap.
key-faster = Sneller praten.
key-faster-mute = Sneller.
key-slower = Langzamer praten.
key-slower-mute = Langzamer.
key-help = Help. Uitleg over de toetsen.
key-staff = Medewerker. Een mens erbij vragen.
key-staff-alone = Medewerker. Wie u kunt bellen.
key-no = Nee.
key-choose = Een cijfer. Kiest wat op die plaats staat.
key-letter = Een letter. Springt in de onderwerpen naar die letter.
key-subjects = Onderwerpen. Door alle onderwerpen gaan.
key-unknown = Deze toets doet hier niets. De toets help legt de toetsen uit.
key-stop = Stop. Ik ben stil.
key-stop-mute = Stop.
key-pause = Pauze. Ik wacht.
key-more-time = Meer tijd: ik wacht langer voor ik antwoord.
key-continue = Ga verder.
key-repeat-sentence = De laatste zin nog een keer.
key-more = Meer. Vertelt het volgende deel.
key-start-over = Opnieuw. Een nieuwe vraag.
key-where-is-that = Waar staat dat. Noemt de bron.
key-spell = Spellen. Spelt het moeilijkste woord van de laatste zin.
key-other-language = Andere taal. Nederlands of Engels.
key-no-suggestions = Geen tips meer.
key-larger-text = Grotere letters.
key-smaller-text = Kleinere letters.
key-contrast = Licht of donker scherm.
key-blank = Scherm uit of aan.
key-goodbye = Klaar. Het gesprek stopt.
key-emergency = Noodgeval.
