#include "edge/transparency/texts.h"

namespace overt::transparency {

const Texts kFrenchTexts = {
    .centre = "Centre de transparence",
    .skip = "Aller au contenu",
    .languages = "Langues",
    .contents = "Sommaire",
    .feed = "Toutes les publications, en flux",
    .machine_made = "Ce qui suit reste dans la langue de sa publication.",
    .footer =
        "Ces pages ne demandent aucun compte, ne déposent aucun cookie et n'interrogent "
        "personne d'autre. Elles fonctionnent sans script.",
    .front = {"Centre de transparence",
              "Ce que cette plateforme a fait contre les opérations clandestines et coordonnées, "
              "selon quelles règles, et comment chacun peut le vérifier.",
              "Rien n'est encore publié. Les publications paraîtront ici et dans le flux."},
    .newest = "Le plus récent d'abord",
    .not_here_title = "Ce qui n'est pas ici",
    .not_here =
        "Aucun compte n'est nommé, ni aucune personne trompée. Les effectifs inférieurs au "
        "seuil ne sont pas dits, ni ce qui permettrait de les retrouver. Les dossiers encore "
        "ouverts et les décisions dont rien n'a été publié n'y sont pas non plus.",
    .yours_title = "Si cela vous concerne",
    .yours =
        "Toute personne visée par une décision reçoit un avis : ce qui a été fait, pourquoi, et "
        "où contester. Sous chaque étiquette figure la manière de la contester.",
    .check_title = "Ne nous croyez pas sur parole",
    .check =
        "Chaque décision, règle et publication est une entrée d'un registre qui ne peut que "
        "croître. Un reçu prouve qu'une entrée y figure ; votre navigateur peut le vérifier "
        "seul.",
    .statements =
        {"Déclarations et rapports",
         "Ce qui a été fait contre chaque opération, et les rapports par période.",
         "Aucune déclaration ni aucun rapport n'est encore publié. Une déclaration paraît "
         "quand une décision sur un réseau a pris effet et que deux personnes en "
         "répondent."},
    .kind_statement = "Déclaration sur une opération",
    .kind_operations = "Rapport sur les opérations clandestines",
    .kind_dsa = "Rapport au titre du règlement sur les services numériques",
    .what = "Quoi",
    .about = "Sujet",
    .published_on = "Publié le",
    .publisher = "Par",
    .files = "Fichiers",
    .hash_of_file = "SHA-256 de chaque fichier, tel qu'inscrit au registre",
    .withdrawn = "Retiré",
    .withdrawn_text =
        "Ceci a été retiré. Son contenu n'est plus publié ; le paquet destiné aux pairs "
        "dit qu'il est révoqué.",
    .only_files = "Ce rapport est fait de tableaux ; ils sont dans les fichiers ci-dessous.",
    .policies =
        {"Règles",
         "Les règles que citent les décisions : chaque version mise en vigueur, depuis quand, "
         "et ce qui a changé de l'une à l'autre.",
         "Aucune règle n'est encore inscrite. Une règle paraît ici, avec tout son texte, le "
         "jour où elle entre en vigueur."},
    .version = "Version {}",
    .since = "depuis le {}",
    .until = "jusqu'au {}",
    .in_force = "en vigueur",
    .versions = "{} versions",
    .mode_live = "Active : ce qui est décidé est exécuté.",
    .mode_dry_run = "À blanc : des décisions sont prises et rien n'est exécuté.",
    .mode_shadow = "Fantôme : elle dit ce qu'elle ferait, et rien ne se passe.",
    .first_version = "La première version inscrite.",
    .changes = "Ce qui a changé",
    .clause_added = "nouvelle",
    .clause_removed = "supprimée",
    .clause_changed = "modifiée",
    .no_clause_changed = "Aucune clause ne dit autre chose qu'avant.",
    .diff = "Ligne par ligne : {} ajoutées, {} supprimées",
    .diff_gave_up = "Trop de changements pour dire quelle ligne est devenue quelle autre.",
    .lines_left_out = "{} lignes identiques",
    .added_line = "ajoutée",
    .removed_line = "supprimée",
    .whole_text = "Le texte entier",
    .download = "Télécharger",
    .hash = "SHA-256",
    .not_on_record =
        "Des déclarations publiées citent des versions dont le texte n'est pas inscrit "
        "ici :",
    .labels = {"Étiquettes",
               "Qui porte une étiquette disant qui contrôle un média, pourquoi, depuis quand, et "
               "comment la contester.",
               "Personne ne porte d'étiquette, et personne n'en a porté."},
    .carrier = "Qui",
    .label = "Étiquette",
    .kind = "Nature",
    .reason = "Motif",
    .why_and_contest = "Pourquoi, et comment contester",
    .history = "Historique",
    .history_none = "Rien n'en a encore été dit.",
    .event_applied = "apposée",
    .event_negated = "retirée",
    .event_expired = "expirée",
    .event_reapplied = "apposée à nouveau",
    .subject_entity = "média ou organisation",
    .subject_website = "site",
    .subject_account = "compte",
    .subject_content = "contenu",
    .label_is_not =
        "Une étiquette dit qu'un média parle sous le contrôle éditorial d'un État, et rien "
        "d'autre : ni que ce qu'il publie est faux, ni qu'il se cache, ni que quelqu'un "
        "est coupable. Le financement public n'est jamais à lui seul un motif.",
    .outcome = "Conclusion",
    .outcome_controlled = "Évalué comme étant sous le contrôle éditorial d'un État.",
    .outcome_not_controlled = "Évalué comme n'étant pas sous le contrôle éditorial d'un État.",
    .outcome_insufficient = "Les éléments ne suffisent pas pour conclure.",
    .assessed_on = "Évalué le",
    .holds_until = "Valable jusqu'au",
    .next_look = "À réexaminer avant le",
    .not_in_force =
        "Cette conclusion n'est pas en vigueur aujourd'hui : les étiquettes qui en dépendent "
        "encore sont à retirer.",
    .criteria = "Les cinq critères",
    .criterion = "Critère",
    .finding = "Constat",
    .why = "Pourquoi",
    .criterion_names = {"Mission", "Gouvernance", "Garanties", "Direction", "Décisions"},
    .criterion_questions = {"À quoi dit-il servir, ou lui dit-on qu'il sert ?",
                            "Qui nomme, révoque et donne des ordres ?",
                            "Qu'est-ce qui protège sa rédaction, et qui le surveille ?",
                            "Qui sont les gens qui le dirigent ?",
                            "Qu'a-t-on publié, coupé ou ordonné en fait ?"},
    .finding_names = {"aucun constat", "indépendant", "mitigé", "État"},
    .evidence = "Éléments",
    .for_control = "pour le contrôle",
    .for_independence = "pour l'indépendance",
    .counts_for_nothing = "ne compte pas : accusation, fait contesté ou source faible",
    .funding = "Financement public",
    .funding_names = {"inconnu", "aucun", "partiel", "principal"},
    .funding_decides_nothing = "Il est noté et ne décide de rien.",
    .reviews = "Avis",
    .conflicts = "Conflits d'intérêts : {}",
    .contest = "Comment contester",
    .contest_where = "Écrire à",
    .contest_what = "Ce qui changerait la conclusion",
    .contest_when = "Une réponse est due sous {} jours.",
    .ledger = {"Registre et reçus",
               "La preuve que ce qui a été décidé est inscrit et n'a pas été modifié ensuite.",
               "Il n'y a pas encore de registre. Il commence avec la première décision."},
    .origin = "Registre",
    .size = "Entrées",
    .root = "Racine",
    .key = "Clé publique",
    .key_text =
        "Gardez-la, ou comparez-la à une copie venue d'ailleurs : qui pourrait l'échanger "
        "pourrait tout échanger.",
    .checkpoint = "Dernier point de contrôle",
    .checkpoint_text =
        "Une note signée : combien d'entrées, et à quoi elles se ramènent. Gardez-en "
        "une, et vous pourrez montrer plus tard si le registre a été réécrit.",
    .checker = "Vérifier un reçu",
    .checker_text =
        "Toute personne visée par une décision peut en obtenir un reçu : un petit fichier "
        "en .tlog-proof. Quatre choses doivent tenir ; une lettre changée suffit pour "
        "qu'elles ne tiennent plus.",
    .receipt = "Reçu",
    .receipt_file = "Le lire dans un fichier",
    .record = "Contenu (facultatif)",
    .record_hint =
        "Ce qui accompagnait le reçu et dit ce qui a été décidé. Il vous nomme : vérifié "
        "dans le navigateur, il y reste ; sans script, il est envoyé à ce serveur, qui ne "
        "le garde pas.",
    .check_now = "Vérifier",
    .here_in_browser = "Vérifié dans votre navigateur. Rien n'a été envoyé.",
    .on_server =
        "Vérifié par ce serveur, qui est aussi celui que l'on vérifie. Votre navigateur peut "
        "le faire si les scripts sont permis ; overt ledger check-receipt le fait sur votre "
        "machine.",
    .holds = "Il tient",
    .holds_text = "L'entrée est au registre, à cette place, sous cette signature.",
    .fails = "Il ne tient pas",
    .fails_text = "Ce reçu ne prouve rien. L'étape qui échoue :",
    .unreadable = "Ceci ne peut pas être lu comme un reçu :",
    .step_holds = "tient",
    .step_fails = "ne tient pas",
    .steps = {"Le reçu contient son entrée", "La preuve mène de l'entrée à la racine",
              "Le point de contrôle est de ce registre",
              "Le point de contrôle est signé par cette clé", "L'entrée engage sur le contenu"},
    .entry = "Ce que le registre a à cette place",
    .tiles =
        "Pour les programmes : l'arbre des empreintes, en tuiles C2SP, à côté du point de "
        "contrôle.",
    .data =
        {"Données",
         "Tout ce qui est publié, en tableaux pour les programmes. Les mêmes nombres que sur les "
         "pages.",
         "Les tableaux sont vides tant que rien n'est publié ; leurs colonnes sont fixées."},
    .file = "Fichier",
    .rows = "Lignes",
    .dictionary = "Dictionnaire des données",
    .dictionary_text = "Ce que veut dire chaque champ.",
    .field = "Champ",
    .type = "Type",
    .meaning = "Sens",
    .small_counts_title = "Petits effectifs",
    .small_counts =
        "Un effectif de 1 jusqu'en dessous du seuil de sa publication est vide, et le champ "
        "voisin qui finit en _below donne le seuil. Ceux qui le livreraient par "
        "soustraction sont vides aussi. Zéro est dit.",
    .licence = "Prenez-les, et dites d'où ils viennent.",
    .nothing_title = "Il n'y a rien ici",
    .nothing_text = "L'adresse est fausse, ou ce qui était ici n'est pas publié.",
    .later_title = "Pas maintenant",
    .later_text = "Ceci ne peut pas être montré pour le moment. L'erreur est de notre côté.",
};

}  // namespace overt::transparency
