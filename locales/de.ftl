# Everything that Spraakloket itself says in German. Short sentences, written to be heard.

# The beginning and the end.
greeting = Willkommen. Sie sprechen mit einem Computer.
greeting-kept = Fragen, die ich nicht beantworten kann, werden ohne Ihre persönlichen Daten aufbewahrt.
greeting-language = Für Deutsch drücken Sie nach oben, bis Sie „Deutsch“ hören, dann die große Taste.
greeting-help-mute = Schreiben Sie Ihre Frage, oder wählen Sie ein Thema.
greeting-help-alone = Sagen Sie „Hilfe“, um zu hören, was ich kann.
greeting-keys = Die große Taste unterbricht mich und wählt aus. Mit der Taste nach unten gehen Sie durch alle Themen. Die Hilfetaste erklärt die Tasten.
greeting-help = Sagen Sie „Hilfe“, um zu hören, was ich kann, oder „Mitarbeiter“, um mit einem Menschen zu sprechen.
greeting-help-phone = Sagen Sie „Hilfe“, um zu hören, was ich kann. Für einen Mitarbeiter drücken Sie die Null.
greeting-help-phone-alone = Sagen Sie „Hilfe“, um zu hören, was ich kann.
lost = Etwas ist schiefgegangen. Unser Gespräch ist verloren. Wir fangen neu an.
invitation = Guten Tag. Ich bin ein Computer und beantworte Fragen zu Behörden. Drücken Sie eine Taste, oder stellen Sie Ihre Frage.
invitation-mute = Guten Tag. Ich bin ein Computer und beantworte Fragen zu Behörden. Drücken Sie eine Taste, oder berühren Sie den Bildschirm.
ask = Stellen Sie bitte Ihre Frage.
start-over = Gut, wir fangen neu an. Stellen Sie bitte Ihre Frage.
anything-else = Haben Sie noch eine Frage?
welcome = Gern geschehen. Haben Sie noch eine Frage?
goodbye = Auf Wiedersehen.

# Answers.
not-found = Das weiß ich nicht. Können Sie anders fragen? Oder sagen Sie: Mitarbeiter.
not-found-mute = Das weiß ich nicht. Können Sie anders fragen? Oder wählen Sie: Mitarbeiter.
not-found-alone = Das weiß ich nicht. Können Sie anders fragen?
not-found-mute-alone = Das weiß ich nicht. Können Sie anders fragen?
say-differently = Dann habe ich Sie nicht gut verstanden. Können Sie anders fragen?
clarify = Meinen Sie: { $first }? Oder: { $second }?
which = Was meinen Sie? Das Erste: { $first }. Das Zweite: { $second }.
confirm = Ich habe Sie nicht gut gehört. Geht Ihre Frage um: { $subject }?
confirm-mute = Ich bin nicht sicher, was Sie meinen. Geht Ihre Frage um: { $subject }?
confirm-meant = Ich bin nicht sicher, ob ich Sie verstanden habe. Geht Ihre Frage um: { $subject }?
about = Thema: { $subject }.
likely = Meinten Sie etwas anderes? Dann sagen Sie: nein.
likely-more = Sagen Sie „mehr“ für: { $headings }.
dont-know = Das macht nichts. Sagen Sie mit eigenen Worten, worum es geht.
data-not-needed = Ich brauche Ihre persönlichen Daten nicht. Ich verwende sie nicht.
offer = Möchten Sie mehr hören über: { $headings }?
offer-mute = Möchten Sie mehr wissen über: { $headings }?
marked = { $name }, { $place } von { $count }.
marked-how = Wählen Sie mit der großen Taste.
no-such-choice = Diese Auswahl gibt es nicht.
nothing-to-choose = Im Moment gibt es nichts auszuwählen. Stellen Sie bitte Ihre Frage.
or = oder
yes = Ja
no = Nein
source = Das kommt von { $organisation }.
see-source = Der Betrag oder die Frist kann sich geändert haben. Sehen Sie bitte auf die Seite { $page } von { $organisation }.
second-question = Nun Ihre andere Frage.
second-referred = Ihre andere Frage kann ich so nicht beantworten. Stellen Sie sie bitte noch einmal allein.
machine-translated = Diesen Text hat ein Computer übersetzt. Er kann Fehler enthalten.
only-in-dutch = Diese Antwort habe ich nur auf Niederländisch.
only-in-english = Diese Antwort habe ich nur auf Englisch.
where = Das steht auf der Seite { $page } von { $organisation }. Geprüft am { $date }.
spelling = Ich buchstabiere: { $word }.
nothing-said-yet = Ich habe Ihnen noch nichts gesagt. Stellen Sie bitte Ihre Frage.
no-more = Das ist alles, was ich darüber weiß. Ein Mitarbeiter kann Ihnen weiterhelfen. Sagen Sie: Mitarbeiter.
no-more-mute = Das ist alles, was ich darüber weiß. Ein Mitarbeiter kann Ihnen weiterhelfen. Wählen Sie: Mitarbeiter.
no-more-alone = Das ist alles, was ich darüber weiß.
no-more-mute-alone = Das ist alles, was ich darüber weiß.
no-suggestions = Gut. Ich gebe keine Tipps mehr.

# Commands.
slower = Ich spreche jetzt langsamer.
slowest = Langsamer kann ich nicht sprechen.
faster = Ich spreche jetzt schneller.
fastest = Schneller kann ich nicht sprechen.
louder = Ich spreche jetzt lauter.
loudest = Lauter kann ich nicht sprechen.
softer = Ich spreche jetzt leiser.
softest = Leiser kann ich nicht sprechen.
paused = Ich warte. Sagen Sie „weiter“, wenn ich weitersprechen soll.
more-time = In Ordnung. Ich warte ab jetzt länger auf Sie.
paused-mute = Ich warte. Wählen Sie „weiter“, wenn ich weitermachen soll.
language-changed = Ich spreche jetzt Deutsch. Stellen Sie bitte Ihre Frage.
language-changed-mute = Jetzt auf Deutsch. Stellen Sie bitte Ihre Frage.
help = Sie können einfach Ihre Frage stellen. Sie können auch sagen: stopp, wiederholen, langsamer, lauter, mehr oder zurück. Sagen Sie „wo steht das“ für die Quelle. Sagen Sie „andere Sprache“ für Niederländisch. Sagen Sie „Mitarbeiter“ für einen Menschen. Alles geht auch mit den Tasten.
help-alone = Sie können einfach Ihre Frage stellen. Sie können auch sagen: stopp, wiederholen, langsamer, lauter, mehr oder zurück. Sagen Sie „wo steht das“ für die Quelle. Sagen Sie „andere Sprache“ für Niederländisch. Alles geht auch mit den Tasten.
help-mute = Schreiben Sie Ihre Frage, oder wählen Sie ein Thema. Unter „Was kann ich noch“ sehen Sie, was Sie noch wählen können.
help-keypad = Das sind die Tasten der Reihe nach.
help-keypad-end = Halten Sie eine Taste eine Sekunde lang, um zu hören, was sie tut.
help-phone = Sie können einfach Ihre Frage stellen. Sie können auch sagen: stopp, wiederholen, langsamer, lauter, mehr oder zurück. Oder nutzen Sie die Tasten. Eins wiederholt, zwei ist langsamer, acht ist schneller, neun ist eine andere Sprache. Null ist ein Mitarbeiter, Stern geht zurück, und Raute überspringt.

# When something is not heard, or takes long, or fails.
reprompt = Ich höre zu. Stellen Sie Ihre Frage, oder sagen Sie: Hilfe.
reprompt-mute = Schreiben Sie Ihre Frage, oder wählen Sie ein Thema.
reprompt-keys = Ich höre Sie nicht. Sie können auch die Tasten nutzen. Sagen Sie „Mitarbeiter“ für einen Menschen.
reprompt-keys-mute = Schreiben Sie Ihre Frage, oder wählen Sie ein Thema. Oder wählen Sie: Mitarbeiter.
reprompt-keys-alone = Ich höre Sie nicht. Sie können auch die Tasten nutzen.
reprompt-keys-mute-alone = Schreiben Sie Ihre Frage, oder wählen Sie ein Thema.
still-there = Sind Sie noch da? Ich beende in { $seconds } Sekunden. Sagen Sie ja, oder drücken Sie eine Taste, dann warte ich.
still-there-mute = Sind Sie noch da? Ich beende in { $seconds } Sekunden. Drücken Sie eine Taste, oder berühren Sie den Bildschirm, dann warte ich.
seconds-left = Noch { $seconds } Sekunden.
still-here = Gut, ich warte. Lassen Sie sich Zeit.
not-heard = Ich habe Sie nicht gehört. Sagen Sie es bitte noch einmal.
not-heard-keys = Ich höre Sie schlecht. Die Tasten gehen immer. Sagen Sie „Mitarbeiter“ für einen Menschen.
not-heard-keys-alone = Ich höre Sie schlecht. Die Tasten gehen immer.
too-soft = Ich höre Sie kaum. Kommen Sie bitte näher, oder sprechen Sie lauter.
too-loud = Sie sind sehr laut. Sprechen Sie bitte etwas leiser.
too-noisy = Es ist hier laut. Die Tasten gehen immer.
too-long = Ich unterbreche Sie kurz. Stellen Sie eine kurze Frage, dann suche ich die Antwort.
patience = Einen Moment.
patience-longer = Ich suche noch.
failed = Entschuldigung, etwas ist schiefgegangen. Stellen Sie Ihre Frage noch einmal, oder sagen Sie: Mitarbeiter.
failed-mute = Entschuldigung, etwas ist schiefgegangen. Stellen Sie Ihre Frage noch einmal, oder wählen Sie: Mitarbeiter.
failed-alone = Entschuldigung, etwas ist schiefgegangen. Stellen Sie Ihre Frage noch einmal.
failed-mute-alone = Entschuldigung, etwas ist schiefgegangen. Stellen Sie Ihre Frage noch einmal.

# Danger.
emergency = Ist Gefahr da? Rufen Sie 112 an.
# 113.nl, "Crisislijn": 0800-0113 is free, day and night; 113 is free too since October 2025. Looked up 2026-11-26.
despair = Es tut mir leid, dass es so schwer ist. Sie müssen das nicht allein tragen. Rufen Sie jetzt die Suizidprävention 113 an: 0800-0113, kostenlos, Tag und Nacht. Auf 113.nl können Sie chatten. Ist ein Leben in Gefahr, rufen Sie 112 an.
# government.nl, "What can I do if I know or suspect that a child is being abused?"; centrumseksueelgeweld.nl.
# Looked up 2026-11-26.
abuse = Das tut mir sehr leid. Sind Sie oder ist jemand jetzt in Gefahr? Rufen Sie 112 an. Für Hilfe und Rat rufen Sie Veilig Thuis an: 0800-2000, kostenlos, Tag und Nacht. Nach sexueller Gewalt rufen Sie das Centrum Seksueel Geweld an: 0800-0188, kostenlos. Kinder rufen das Kindertelefoon an: 0800-0432, kostenlos.

# About the desk itself, and what is no question.
desk-robot = Ich bin ein Computer. Ich suche Antworten in verlässlichen Texten der Behörden. Möchten Sie einen Menschen, sagen Sie: Mitarbeiter.
desk-recorded = Nein. Dieses Gespräch wird nicht aufgenommen, und Ihre Daten werden nicht aufbewahrt.
desk-recorded-elsewhere = Dieses Gespräch wird hier nicht aufgenommen, und Ihre Daten werden nicht aufbewahrt. Ihre Stimme geht aber an einen anderen Computer, der die Wörter erkennt. Der Betreiber dieses Schalters hat ihn ausgewählt.
desk-recorded-elsewhere-kept = Ihre Stimme wird hier nicht aufgenommen. Ihre Stimme geht aber an einen anderen Computer, der die Wörter erkennt. Der Betreiber dieses Schalters hat ihn ausgewählt. Fragen, die ich nicht beantworten kann, werden eine Zeit lang ohne Ihre Daten aufbewahrt.
desk-recorded-kept = Ihre Stimme wird nicht aufgenommen. Fragen, die ich nicht beantworten kann, werden eine Zeit lang ohne Ihre Daten aufbewahrt.
desk-what-can-you-do = Ich beantworte Fragen zu Gemeinde und Behörden, zum Beispiel zu Pass, Umzug, Zuschüssen und Leistungen. Stellen Sie einfach Ihre Frage.
desk-who-are-you = Ich bin Spraakloket, ein Computer, der Fragen zu Behörden beantwortet. Stellen Sie einfach Ihre Frage.
desk-hear-me = Ja, ich höre Sie. Stellen Sie bitte Ihre Frage.
desk-other = Ich bin ein Computer, der Fragen zu Behörden beantwortet. Stellen Sie einfach Ihre Frage.
said-greeting = Guten Tag. Wie kann ich Ihnen helfen?
said-how-are-you = Danke, gut. Wie kann ich Ihnen helfen?
said-sorry = Das macht nichts. Wie kann ich Ihnen helfen?
said-compliment = Danke. Kann ich Ihnen noch bei etwas helfen?
said-complaint = Es tut mir leid, dass ich Ihnen nicht gut helfe. Sagen Sie „Mitarbeiter“ für einen Menschen, oder fragen Sie anders.
said-insult = Es tut mir leid, dass es nicht gut geht. Sagen Sie „Mitarbeiter“ für einen Menschen, oder fragen Sie anders.
said-nonsense = Damit kann ich nichts anfangen. Stellen Sie eine Frage zu Gemeinde oder Behörden, oder sagen Sie: Hilfe.
step = Schritt { $number }
confused = Ich sage es noch einmal, langsamer. Sagen Sie „Mitarbeiter“ für einen Menschen.
# Its own name, said among others.
language-offered = Deutsch.
other-languages = Ich spreche mehrere Sprachen. Sagen Sie den Namen Ihrer Sprache. Sagen Sie „Mitarbeiter“ für einen Menschen.

# Somebody else's matter, with where to turn.
elsewhere = Darüber weiß ich nichts. Ich beantworte Fragen zu Gemeinde und Behörden.
elsewhere-parcel = Darüber weiß ich nichts. Fragen Sie den Paketdienst oder das Geschäft, bei dem Sie bestellt haben.
elsewhere-bank = Darüber weiß ich nichts. Wenden Sie sich an Ihre Bank.
elsewhere-doctor = Darüber weiß ich nichts. Rufen Sie Ihren Hausarzt an, abends und am Wochenende den Notdienst. Ist ein Leben in Gefahr, rufen Sie 112 an.
elsewhere-weather = Das Wetter kenne ich nicht. Sehen Sie auf knmi.nl.
elsewhere-vote-advice = Ich rate nicht, wen Sie wählen sollen. Parteien können Sie zum Beispiel mit StemWijzer vergleichen.
elsewhere-public-transport = Darüber weiß ich nichts. Sehen Sie auf 9292.nl, oder fragen Sie das Verkehrsunternehmen.
elsewhere-time-and-date = Ich habe keine Uhr und keinen Kalender. Fragen Sie gern zu Gemeinde oder Behörden.
elsewhere-telecom = Darüber weiß ich nichts. Wenden Sie sich an Ihren Telefon- oder Internetanbieter.
elsewhere-utilities = Darüber weiß ich nichts. Wenden Sie sich an Ihren Versorger. Bei einer Störung rufen Sie kostenlos 0800-9009 an.
elsewhere-job-search = Stellenangebote habe ich nicht. Sehen Sie auf werk.nl von UWV.
elsewhere-legal-advice = Darüber weiß ich nichts. Das Juridisch Loket gibt kostenlos Rechtsrat.
elsewhere-other-municipality = Darüber weiß ich nichts. Rufen Sie Ihre eigene Gemeinde an: 14 und die Vorwahl.

# A human.
offer-staff = Das weiß ich auch nicht. Möchten Sie mit einem Mitarbeiter sprechen?
offer-staff-alone = Das weiß ich auch nicht.
handover-summary = Sie fragten nach: { $subject }.
handover-summary-question = Ihre Frage war: { $question }.
handover-consent = Ich gebe dem Mitarbeiter weiter: { $summary } Ist das in Ordnung?
handover-trying = Einen Moment, ich suche einen Mitarbeiter.
handover-patience = Ich versuche es noch. Einen Moment.
handover-done = Ein Mitarbeiter übernimmt jetzt.
handover-closed = Im Moment ist kein Mitarbeiter erreichbar.
handover-none = Hier kann kein Mitarbeiter zu Ihnen kommen.
handover-none-unknown = Hier kann kein Mitarbeiter zu Ihnen kommen. Fragen Sie am Schalter, oder rufen Sie die Gemeinde an.
handover-failed = Ich konnte jetzt keinen Mitarbeiter erreichen.
handover-phone = Rufen Sie an: { $phone }.
handover-hours = Die Öffnungszeiten sind: { $hours }.

# Whether it was clear.
feedback = War das klar? Sagen Sie ja oder nein. Sie können auch einfach weiterfragen.
feedback-mute = War das klar? Wählen Sie ja oder nein. Sie können auch einfach weiterfragen.
feedback-thanks = Gut. Haben Sie noch eine Frage?
feedback-sorry = Das tut mir leid. Möchten Sie mit einem Mitarbeiter sprechen?
feedback-sorry-alone = Das tut mir leid.
no-screen = Hier habe ich keinen Bildschirm.
look-changed = Der Bildschirm ist geändert.

# The telephone line.
lines-busy = Alle Leitungen sind besetzt. Rufen Sie bitte später an. Auf Wiederhören.
line-closing = Diese Leitung schließt jetzt. Rufen Sie bitte später an. Auf Wiederhören.
line-too-long = Dieses Gespräch hat so lange gedauert, wie es darf. Sie können wieder anrufen. Auf Wiederhören.
line-no-sound = Ich höre nichts von Ihnen. Darum lege ich auf. Sie können wieder anrufen. Auf Wiederhören.

# Going through the subjects by key.
subjects = Themen.
subjects-how = Mit unten und oben gehen Sie weiter. Die große Taste wählt. Zurück geht einen Schritt zurück.
subjects-in = { $name }.
no-subjects = Im Moment gibt es keine Themen. Stellen Sie bitte Ihre Frage.
language-name = Deutsch
language-chosen = Um auf Deutsch weiterzumachen, drücken Sie die große Taste.
no-letter = Mit dem Buchstaben { $letter } gibt es nichts.

# How something is answered by key, told once in a visit.
how-yes-no = Die große Taste ist ja, zurück ist nein.
how-either = Mit der Taste nach unten hören Sie eins nach dem anderen. Die große Taste wählt. Zurück ist keins von beiden.
how-offer = Mit der Taste nach unten hören Sie jeden Teil. Die große Taste wählt.

# What each key does.
key-ok = Die große Taste. Ja, auswählen, oder: still, ich möchte etwas sagen.
key-back = Zurück. Einen Schritt zurück oder nein.
key-up = Nach oben. Die Auswahl davor.
key-down = Nach unten. Die nächste Auswahl oder die Themen.
key-repeat = Wiederholen. Die letzte Antwort noch einmal.
key-louder = Lauter.
key-softer = Leiser.
key-easier = Einfacher. Erklärt die Antwort in einfachen Worten, Schritt für Schritt.
key-faster = Schneller sprechen.
key-slower = Langsamer sprechen.
key-help = Hilfe. Erklärt die Tasten.
key-staff = Mitarbeiter. Bittet einen Menschen zu kommen.
key-staff-alone = Mitarbeiter. Wen Sie anrufen können.
key-no = Nein.
key-choose = Eine Ziffer. Wählt, was an dieser Stelle steht.
key-letter = Ein Buchstabe. Geht in den Themen zu diesem Buchstaben.
key-subjects = Themen. Geht durch alle Themen.
key-unknown = Diese Taste tut hier nichts. Die Hilfetaste erklärt die Tasten.
key-stop = Stopp. Ich bin still.
key-pause = Pause. Ich warte.
key-more-time = Mehr Zeit. Ich warte länger auf Sie.
key-continue = Weiter.
key-repeat-sentence = Der letzte Satz noch einmal.
key-more = Mehr. Erzählt den nächsten Teil.
key-start-over = Von vorn. Eine neue Frage.
key-where-is-that = Wo steht das. Nennt die Quelle.
key-spell = Buchstabieren. Buchstabiert das schwerste Wort des letzten Satzes.
key-other-language = Andere Sprache.
key-no-suggestions = Keine Tipps mehr.
key-larger-text = Größere Buchstaben.
key-smaller-text = Kleinere Buchstaben.
key-contrast = Heller oder dunkler Bildschirm.
key-blank = Bildschirm aus oder an.
key-goodbye = Fertig. Das Gespräch endet.
key-emergency = Notfall.
