#include "edge/transparency/texts.h"

namespace overt::transparency {

const Texts kEnglishTexts = {
    .centre = "Transparency centre",
    .skip = "To the content",
    .languages = "Languages",
    .contents = "Contents",
    .feed = "Everything published, as a feed",
    .machine_made = "What follows stays in the language it was published in.",
    .footer =
        "These pages need no account, set no cookie and ask nobody else for anything. They "
        "work without scripts.",
    .front = {"Transparency centre",
              "What this platform did about covert, coordinated operations, under which rules, and "
              "how anybody can check it.",
              "Nothing was published yet. What will be published appears here and in the feed."},
    .newest = "Newest first",
    .not_here_title = "What is not here",
    .not_here =
        "No account is named, nor anybody who was deceived. Counts below the threshold are "
        "not said, nor what would give them away. Cases that are still open, and decisions "
        "that nothing was published about, are not here either.",
    .yours_title = "If it concerns you",
    .yours =
        "Whoever is affected by a decision gets a notice that says what was done, why, and "
        "where to object. Whoever carries a label finds below it how to contest it.",
    .check_title = "Do not take our word for it",
    .check =
        "Every decision, policy and publication is an entry of a ledger that can only grow. A "
        "receipt proves that an entry is in it; your browser can check one by itself.",
    .statements = {"Statements and reports",
                   "What was done about each operation, and the reports on whole periods.",
                   "No statement and no report was published yet. A statement appears once a "
                   "decision on a network has taken effect and two people stand behind what is "
                   "said."},
    .kind_statement = "Statement on an operation",
    .kind_operations = "Report on covert operations",
    .kind_dsa = "Report under the Digital Services Act",
    .what = "What",
    .about = "About",
    .published_on = "Published",
    .publisher = "By",
    .files = "Files",
    .hash_of_file = "SHA-256 of each file, as it was entered in the ledger",
    .withdrawn = "Withdrawn",
    .withdrawn_text =
        "This was withdrawn. What it said is no longer published; the bundle for peers "
        "says that it is revoked.",
    .only_files = "This report is tables; they are in the files below.",
    .policies = {"Policies",
                 "The rules that decisions cite: every version that was brought into use, since "
                 "when, and what changed from one to the next.",
                 "No policy was put on record yet. A policy appears here, with all of its text, on "
                 "the day it is brought into use."},
    .version = "Version {}",
    .since = "since {}",
    .until = "until {}",
    .in_force = "in force",
    .versions = "{} versions",
    .mode_live = "Live: what is decided under it is carried out.",
    .mode_dry_run = "Dry run: decisions are made and nothing is carried out.",
    .mode_shadow = "Shadow: it says what it would do, and nothing happens.",
    .first_version = "The first version on record.",
    .changes = "What changed",
    .clause_added = "new",
    .clause_removed = "gone",
    .clause_changed = "changed",
    .no_clause_changed = "No clause says anything else than before.",
    .diff = "Line by line: {} added, {} removed",
    .diff_gave_up = "Too much changed to say which lines became which.",
    .lines_left_out = "{} lines are the same",
    .added_line = "added",
    .removed_line = "removed",
    .whole_text = "The whole text",
    .download = "Download",
    .hash = "SHA-256",
    .not_on_record = "Published statements cite versions whose text is not on record here:",
    .labels = {"Labels",
               "Who carries a label that says who controls an outlet, why, since when, and how to "
               "contest it.",
               "Nobody carries a label, and nobody has."},
    .carrier = "Who",
    .label = "Label",
    .kind = "Kind",
    .reason = "Reason",
    .why_and_contest = "Why, and how to contest it",
    .history = "History",
    .history_none = "Nothing was said about it yet.",
    .event_applied = "applied",
    .event_negated = "taken back",
    .event_expired = "ran out",
    .event_reapplied = "applied again",
    .subject_entity = "outlet or organisation",
    .subject_website = "website",
    .subject_account = "account",
    .subject_content = "content",
    .label_is_not =
        "A label says that an outlet speaks under a state's editorial control, and "
        "nothing else: not that what it publishes is false, not that it is covert, not "
        "that anybody is guilty. Public funding alone is never a reason.",
    .outcome = "Outcome",
    .outcome_controlled = "Assessed to be under a state's editorial control.",
    .outcome_not_controlled = "Assessed not to be under a state's editorial control.",
    .outcome_insufficient = "The evidence is not enough for an outcome.",
    .assessed_on = "Assessed",
    .holds_until = "Holds until",
    .next_look = "To be looked at again by",
    .not_in_force =
        "This outcome is not in force today: labels that still rest on it are due to be taken "
        "back.",
    .criteria = "The five criteria",
    .criterion = "Criterion",
    .finding = "Finding",
    .why = "Why",
    .criterion_names = {"Mission", "Governance", "Safeguards", "Leadership", "Decisions"},
    .criterion_questions = {"What does it say, or is it told, it is for?",
                            "Who appoints, dismisses and gives orders?",
                            "What protects its editors, and who oversees it?",
                            "Whose people run it?", "What was published, cut or ordered in fact?"},
    .finding_names = {"no finding", "independent", "mixed", "state"},
    .evidence = "Evidence",
    .for_control = "for control",
    .for_independence = "for independence",
    .counts_for_nothing = "counts for nothing: an accusation, disputed, or of a poor source",
    .funding = "Public funding",
    .funding_names = {"not known", "none", "partly", "mostly"},
    .funding_decides_nothing = "It is written down and decides nothing.",
    .reviews = "Reviews",
    .conflicts = "Conflicts of interest: {}",
    .contest = "How to contest it",
    .contest_where = "Write to",
    .contest_what = "What would change the outcome",
    .contest_when = "An answer is due within {} days.",
    .ledger = {"Ledger and receipts",
               "Proof that what was decided is on record and was not changed afterwards.",
               "There is no ledger yet. It begins with the first decision."},
    .origin = "Ledger",
    .size = "Entries",
    .root = "Root",
    .key = "Public key",
    .key_text =
        "Keep it, or compare it with a copy from somewhere else: whoever could exchange it "
        "could exchange everything.",
    .checkpoint = "Newest checkpoint",
    .checkpoint_text =
        "A signed note on how many entries there are and what they come to. Keep one, "
        "and you can show later whether the ledger was rewritten.",
    .checker = "Check a receipt",
    .checker_text =
        "Whoever is affected by a decision can have a receipt for it: a small file that "
        "ends in .tlog-proof. Four things must hold; one changed letter is enough that "
        "they do not.",
    .receipt = "Receipt",
    .receipt_file = "Read it from a file",
    .record = "Record (optional)",
    .record_hint =
        "What came with the receipt and says what was decided. It names you: checked in "
        "the browser it stays there; without scripts it is sent to this server, which "
        "does not keep it.",
    .check_now = "Check",
    .here_in_browser = "Checked in your browser. Nothing was sent anywhere.",
    .on_server =
        "Checked by this server, which is also who is being checked. Your browser can do it "
        "with scripts switched on; overt ledger check-receipt does it on your machine.",
    .holds = "It holds",
    .holds_text = "The entry is in the ledger, at that place, under that signature.",
    .fails = "It does not hold",
    .fails_text = "This receipt proves nothing. Which step fails:",
    .unreadable = "This cannot be read as a receipt:",
    .step_holds = "holds",
    .step_fails = "does not hold",
    .steps = {"The receipt carries its entry", "The proof leads from the entry to the root",
              "The checkpoint is of this ledger", "The checkpoint is signed with this key",
              "The entry commits to the record"},
    .entry = "What the ledger has there",
    .tiles = "For programs: the tree of hashes, as C2SP tiles, beside the checkpoint.",
    .data = {"Data",
             "Everything published, as tables for programs. The same numbers as on the pages.",
             "The tables are empty until something is published; their columns are fixed."},
    .file = "File",
    .rows = "Rows",
    .dictionary = "Data dictionary",
    .dictionary_text = "What each field means.",
    .field = "Field",
    .type = "Type",
    .meaning = "Meaning",
    .small_counts_title = "Small counts",
    .small_counts =
        "A count from 1 to below the threshold of its publication is empty, and the "
        "field beside it that ends in _below says the threshold. Counts that would give "
        "it away by subtraction are empty too. Zero is said.",
    .licence = "Take it, and say where it is from.",
    .nothing_title = "There is nothing here",
    .nothing_text = "The address is wrong, or what was here is not published.",
    .later_title = "Not now",
    .later_text = "This cannot be shown at the moment. It is an error of ours, not of yours.",
};

}  // namespace overt::transparency
