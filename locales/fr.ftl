# Everything that Spraakloket itself says in French. Short sentences, written to be heard.

# The beginning and the end.
greeting = Bienvenue. Vous parlez à un ordinateur.
greeting-kept = Les questions auxquelles je ne sais pas répondre sont gardées, sans vos données personnelles.
greeting-language = Pour le français, appuyez vers le haut jusqu'à « français », puis sur la grande touche.
greeting-help-mute = Écrivez votre question, ou choisissez un sujet.
greeting-help-alone = Dites « aide » pour entendre ce que je sais faire.
greeting-keys = La grande touche m'interrompt et choisit. Avec la touche vers le bas, vous parcourez tous les sujets. La touche d'aide explique les touches.
greeting-help = Dites « aide » pour entendre ce que je sais faire, ou « employé » pour parler à une personne.
greeting-help-phone = Dites « aide » pour entendre ce que je sais faire. Pour un employé, appuyez sur zéro.
greeting-help-phone-alone = Dites « aide » pour entendre ce que je sais faire.
lost = Quelque chose s'est mal passé. Notre conversation est perdue. On recommence.
invitation = Bonjour. Je suis un ordinateur et je réponds aux questions sur l'administration. Appuyez sur une touche, ou posez votre question.
invitation-mute = Bonjour. Je suis un ordinateur et je réponds aux questions sur l'administration. Appuyez sur une touche ou touchez l'écran.
ask = Posez votre question.
start-over = D'accord, on recommence. Posez votre question.
anything-else = Avez-vous une autre question ?
welcome = Je vous en prie. Avez-vous une autre question ?
goodbye = Au revoir.

# Answers.
not-found = Je ne le sais pas. Pouvez-vous le demander autrement ? Ou dites : employé.
not-found-mute = Je ne le sais pas. Pouvez-vous le demander autrement ? Ou choisissez : employé.
not-found-alone = Je ne le sais pas. Pouvez-vous le demander autrement ?
not-found-mute-alone = Je ne le sais pas. Pouvez-vous le demander autrement ?
say-differently = Alors je vous ai mal compris. Pouvez-vous le demander autrement ?
clarify = Voulez-vous dire : { $first } ? Ou : { $second } ?
which = Que voulez-vous dire ? Le premier : { $first }. Le deuxième : { $second }.
confirm = Je vous ai mal entendu. Votre question porte sur : { $subject } ?
confirm-mute = Je ne suis pas sûr de ce que vous voulez dire. Votre question porte sur : { $subject } ?
confirm-meant = Je ne suis pas sûr de vous comprendre. Votre question porte sur : { $subject } ?
about = Sujet : { $subject }.
likely = Vous vouliez dire autre chose ? Alors dites : non.
likely-more = Dites « plus » pour : { $headings }.
dont-know = Ce n'est pas grave. Dites avec vos mots de quoi il s'agit.
data-not-needed = Je n'ai pas besoin de vos données personnelles. Je ne les utilise pas.
offer = Voulez-vous en entendre plus sur : { $headings } ?
offer-mute = Voulez-vous en savoir plus sur : { $headings } ?
marked = { $name }, { $place } sur { $count }.
marked-how = Choisissez avec la grande touche.
no-such-choice = Ce choix n'existe pas.
nothing-to-choose = Il n'y a rien à choisir maintenant. Posez votre question.
or = ou
yes = Oui
no = Non
source = Cela vient de { $organisation }.
see-source = Le montant ou le délai a peut-être changé. Regardez la page { $page } de { $organisation }.
second-question = Maintenant votre autre question.
second-referred = Je ne peux pas répondre ainsi à votre autre question. Posez-la de nouveau, seule.
machine-translated = Ce texte a été traduit par un ordinateur. Il peut contenir des erreurs.
only-in-dutch = Je n'ai cette réponse qu'en néerlandais.
only-in-english = Je n'ai cette réponse qu'en anglais.
where = C'est sur la page { $page } de { $organisation }. Vérifié le { $date }.
spelling = J'épelle : { $word }.
nothing-said-yet = Je ne vous ai encore rien dit. Posez votre question.
no-more = C'est tout ce que je sais là-dessus. Un employé peut vous aider. Dites : employé.
no-more-mute = C'est tout ce que je sais là-dessus. Un employé peut vous aider. Choisissez : employé.
no-more-alone = C'est tout ce que je sais là-dessus.
no-more-mute-alone = C'est tout ce que je sais là-dessus.
no-suggestions = D'accord. Je ne donne plus de conseils.

# Commands.
slower = Je parle plus lentement maintenant.
slowest = Je ne peux pas parler plus lentement.
faster = Je parle plus vite maintenant.
fastest = Je ne peux pas parler plus vite.
louder = Je parle plus fort maintenant.
loudest = Je ne peux pas parler plus fort.
softer = Je parle moins fort maintenant.
softest = Je ne peux pas parler moins fort.
paused = J'attends. Dites « continuez » quand je peux continuer.
more-time = D'accord. À partir de maintenant, je vous attends plus longtemps.
paused-mute = J'attends. Choisissez « continuez » quand je peux continuer.
language-changed = Je parle français maintenant. Posez votre question.
language-changed-mute = C'est en français maintenant. Posez votre question.
help = Vous pouvez simplement poser votre question. Vous pouvez aussi dire : stop, répétez, plus lentement, plus fort, plus ou retour. Dites « c'est écrit où » pour la source. Dites « autre langue » pour le néerlandais. Dites « employé » pour une personne. Tout est possible aussi avec les touches.
help-alone = Vous pouvez simplement poser votre question. Vous pouvez aussi dire : stop, répétez, plus lentement, plus fort, plus ou retour. Dites « c'est écrit où » pour la source. Dites « autre langue » pour le néerlandais. Tout est possible aussi avec les touches.
help-mute = Écrivez votre question, ou choisissez un sujet. Sous « que puis-je encore faire », vous voyez les autres choix.
help-keypad = Voici les touches dans l'ordre.
help-keypad-end = Gardez une touche enfoncée une seconde pour entendre ce qu'elle fait.
help-phone = Vous pouvez simplement poser votre question. Vous pouvez aussi dire : stop, répétez, plus lentement, plus fort, plus ou retour. Ou utilisez les touches. Un répète, deux ralentit, huit accélère, neuf change de langue. Zéro est un employé, étoile revient, et dièse passe.

# When something is not heard, or takes long, or fails.
reprompt = J'écoute. Posez votre question, ou dites : aide.
reprompt-mute = Écrivez votre question, ou choisissez un sujet.
reprompt-keys = Je ne vous entends pas. Vous pouvez aussi utiliser les touches. Dites « employé » pour une personne.
reprompt-keys-mute = Écrivez votre question, ou choisissez un sujet. Ou choisissez : employé.
reprompt-keys-alone = Je ne vous entends pas. Vous pouvez aussi utiliser les touches.
reprompt-keys-mute-alone = Écrivez votre question, ou choisissez un sujet.
still-there = Êtes-vous encore là ? Je ferme dans { $seconds } secondes. Dites oui ou appuyez sur une touche, et j'attendrai.
still-there-mute = Êtes-vous encore là ? Je ferme dans { $seconds } secondes. Appuyez sur une touche ou touchez l'écran, et j'attendrai.
seconds-left = Encore { $seconds } secondes.
still-here = D'accord, j'attends. Prenez votre temps.
not-heard = Je ne vous ai pas entendu. Redites-le, s'il vous plaît.
not-heard-keys = Je vous entends mal. Les touches marchent toujours. Dites « employé » pour une personne.
not-heard-keys-alone = Je vous entends mal. Les touches marchent toujours.
too-soft = Je vous entends à peine. Rapprochez-vous ou parlez plus fort.
too-loud = Vous parlez très fort. Parlez un peu moins fort.
too-noisy = Il y a du bruit ici. Les touches marchent toujours.
too-long = Je vous interromps un instant. Posez une seule question courte, et je cherche la réponse.
patience = Un instant.
patience-longer = Je cherche encore.
failed = Pardon, quelque chose s'est mal passé. Posez de nouveau votre question, ou dites : employé.
failed-mute = Pardon, quelque chose s'est mal passé. Posez de nouveau votre question, ou choisissez : employé.
failed-alone = Pardon, quelque chose s'est mal passé. Posez de nouveau votre question.
failed-mute-alone = Pardon, quelque chose s'est mal passé. Posez de nouveau votre question.

# Danger.
emergency = Y a-t-il un danger ? Appelez le 112.
# 113.nl, "Crisislijn": 0800-0113 is free, day and night; 113 is free too since October 2025. Looked up 2026-11-26.
despair = Je suis désolé que ce soit si dur. Vous n'avez pas à porter cela seul. Appelez maintenant le 113, prévention du suicide : 0800-0113, gratuit, jour et nuit. Sur 113.nl vous pouvez écrire. Si une vie est en danger maintenant, appelez le 112.
# government.nl, "What can I do if I know or suspect that a child is being abused?"; centrumseksueelgeweld.nl.
# Looked up 2026-11-26.
abuse = Je suis vraiment désolé. Êtes-vous, ou quelqu'un est-il, en danger maintenant ? Appelez le 112. Pour de l'aide et des conseils, appelez Veilig Thuis : 0800-2000, gratuit, jour et nuit. Après une violence sexuelle, appelez le Centrum Seksueel Geweld : 0800-0188, gratuit. Les enfants appellent le Kindertelefoon : 0800-0432, gratuit.

# About the desk itself, and what is no question.
desk-robot = Je suis un ordinateur. Je cherche des réponses dans des textes officiels fiables. Pour une personne, dites : employé.
desk-recorded = Non. Cette conversation n'est pas enregistrée et vos données ne sont pas gardées.
desk-recorded-elsewhere = Cette conversation n'est pas enregistrée ici et vos données ne sont pas gardées. Votre voix va pourtant à un autre ordinateur, qui reconnaît les mots. L'exploitant de ce guichet l'a choisi.
desk-recorded-elsewhere-kept = Votre voix n'est pas enregistrée ici. Votre voix va pourtant à un autre ordinateur, qui reconnaît les mots. L'exploitant de ce guichet l'a choisi. Les questions auxquelles je ne sais pas répondre sont gardées un temps, sans vos données.
desk-recorded-kept = Votre voix n'est pas enregistrée. Les questions auxquelles je ne sais pas répondre sont gardées un temps, sans vos données.
desk-what-can-you-do = Je réponds aux questions sur la commune et l'administration, comme le passeport, le déménagement et les aides. Posez votre question.
desk-who-are-you = Je suis Spraakloket, un ordinateur qui répond aux questions sur l'administration. Posez votre question.
desk-hear-me = Oui, je vous entends. Posez votre question.
desk-other = Je suis un ordinateur qui répond aux questions sur l'administration. Posez votre question.
said-greeting = Bonjour. Comment puis-je vous aider ?
said-how-are-you = Merci, ça va bien. Comment puis-je vous aider ?
said-sorry = Ce n'est pas grave. Comment puis-je vous aider ?
said-compliment = Merci. Puis-je vous aider encore ?
said-complaint = Je suis désolé de mal vous aider. Dites « employé » pour une personne, ou demandez autrement.
said-insult = Je suis désolé que cela se passe mal. Dites « employé » pour une personne, ou demandez autrement.
said-nonsense = Je ne peux rien faire de cela. Posez une question sur la commune ou l'administration, ou dites : aide.
step = étape { $number }
confused = Je le redis plus lentement. Dites « employé » pour une personne.
# Its own name, said among others.
language-offered = Français.
other-languages = Je parle plusieurs langues. Dites le nom de la vôtre. Dites « employé » pour une personne.

# Somebody else's matter, with where to turn.
elsewhere = Je ne sais rien là-dessus. Je réponds aux questions sur la commune et l'administration.
elsewhere-parcel = Je ne sais rien là-dessus. Demandez au transporteur, ou au magasin où vous avez commandé.
elsewhere-bank = Je ne sais rien là-dessus. Adressez-vous à votre banque.
elsewhere-doctor = Je ne sais rien là-dessus. Appelez votre médecin, ou le soir et le week-end le médecin de garde. Si une vie est en danger, appelez le 112.
elsewhere-weather = Je ne connais pas la météo. Regardez knmi.nl.
elsewhere-vote-advice = Je ne dis pas pour qui voter. Vous pouvez comparer les partis, par exemple avec StemWijzer.
elsewhere-public-transport = Je ne sais rien là-dessus. Regardez 9292.nl, ou demandez au transporteur.
elsewhere-time-and-date = Je n'ai ni horloge ni calendrier. Demandez-moi ce que vous voulez sur la commune ou l'administration.
elsewhere-telecom = Je ne sais rien là-dessus. Adressez-vous à votre opérateur.
elsewhere-utilities = Je ne sais rien là-dessus. Adressez-vous à votre fournisseur. En cas de panne, appelez le 0800-9009, gratuit.
elsewhere-job-search = Je n'ai pas d'offres d'emploi. Regardez werk.nl de l'UWV.
elsewhere-legal-advice = Je ne sais rien là-dessus. Le Juridisch Loket donne des conseils juridiques gratuits.
elsewhere-other-municipality = Je ne sais rien là-dessus. Appelez votre commune : 14 et l'indicatif.

# A human.
offer-staff = Je ne le sais pas non plus. Voulez-vous parler à un employé ?
offer-staff-alone = Je ne le sais pas non plus.
handover-summary = Vous avez demandé : { $subject }.
handover-summary-question = Votre question était : { $question }.
handover-consent = Je transmets ceci à l'employé : { $summary } C'est d'accord ?
handover-trying = Un instant, je cherche un employé.
handover-patience = J'essaie encore. Un instant.
handover-done = Un employé prend la suite.
handover-closed = Aucun employé n'est joignable maintenant.
handover-none = Aucun employé ne peut venir ici.
handover-none-unknown = Aucun employé ne peut venir ici. Demandez au guichet, ou appelez la commune.
handover-failed = Je n'ai pas pu joindre d'employé.
handover-phone = Appelez le { $phone }.
handover-hours = Les heures d'ouverture sont : { $hours }.

# Whether it was clear.
feedback = Était-ce clair ? Dites oui ou non. Vous pouvez aussi continuer à demander.
feedback-mute = Était-ce clair ? Choisissez oui ou non. Vous pouvez aussi continuer à demander.
feedback-thanks = Bien. Avez-vous une autre question ?
feedback-sorry = Je suis désolé. Voulez-vous parler à un employé ?
feedback-sorry-alone = Je suis désolé.
no-screen = Je n'ai pas d'écran ici.
look-changed = L'écran a changé.

# The telephone line.
lines-busy = Toutes les lignes sont occupées. Rappelez plus tard. Au revoir.
line-closing = Cette ligne ferme maintenant. Rappelez plus tard. Au revoir.
line-too-long = Cet appel a duré aussi longtemps que possible. Vous pouvez rappeler. Au revoir.
line-no-sound = Je ne vous entends pas. Je raccroche donc. Vous pouvez rappeler. Au revoir.

# Going through the subjects by key.
subjects = Sujets.
subjects-how = Avec bas et haut, vous avancez. La grande touche choisit. Retour revient d'un pas.
subjects-in = { $name }.
no-subjects = Il n'y a pas de sujets maintenant. Posez votre question.
language-name = français
language-chosen = Pour continuer en français, appuyez sur la grande touche.
no-letter = Il n'y a rien à la lettre { $letter }.

# How something is answered by key, told once in a visit.
how-yes-no = La grande touche est oui, retour est non.
how-either = Avec la touche vers le bas, vous les entendez un par un. La grande touche choisit. Retour est aucun des deux.
how-offer = Avec la touche vers le bas, vous entendez chaque partie. La grande touche choisit.

# What each key does.
key-ok = La grande touche. Oui, choisir, ou : silence, je veux dire quelque chose.
key-back = Retour. Un pas en arrière, ou non.
key-up = Haut. Le choix d'avant.
key-down = Bas. Le choix suivant, ou les sujets.
key-repeat = Répéter. La dernière réponse encore une fois.
key-louder = Plus fort.
key-softer = Moins fort.
key-easier = Plus simple. Dit la réponse avec des mots simples, pas à pas.
key-faster = Parler plus vite.
key-slower = Parler plus lentement.
key-help = Aide. Explique les touches.
key-staff = Employé. Demande à une personne de venir.
key-staff-alone = Employé. Qui vous pouvez appeler.
key-no = Non.
key-choose = Un chiffre. Choisit ce qui est à cette place.
key-letter = Une lettre. Va à cette lettre dans les sujets.
key-subjects = Sujets. Parcourt tous les sujets.
key-unknown = Cette touche ne fait rien ici. La touche d'aide explique les touches.
key-stop = Stop. Je me tais.
key-pause = Pause. J'attends.
key-more-time = Plus de temps. Je vous attends plus longtemps.
key-continue = Continuer.
key-repeat-sentence = La dernière phrase encore une fois.
key-more = Plus. Dit la partie suivante.
key-start-over = Recommencer. Une nouvelle question.
key-where-is-that = C'est écrit où. Nomme la source.
key-spell = Épeler. Épelle le mot le plus difficile de la dernière phrase.
key-other-language = Autre langue.
key-no-suggestions = Plus de conseils.
key-larger-text = Lettres plus grandes.
key-smaller-text = Lettres plus petites.
key-contrast = Écran clair ou sombre.
key-blank = Écran éteint ou allumé.
key-goodbye = Terminé. La conversation finit.
key-emergency = Urgence.
