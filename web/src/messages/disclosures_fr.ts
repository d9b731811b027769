// Ce que la console dit des publications, en français : une partie de fr.ts.
import type { Catalogue } from './en';
import { pluralsOf } from './plural';

const n = pluralsOf('fr');

export const disclosures: Catalogue['disclosures'] = {
  title: 'Publications',
  lede: 'Ce qui sort de la plateforme : déclarations, rapports, paquets pour des pairs. Tous sont des vues de la décision consignée.',
  public: 'Publié',
  publicText:
    'Ce qui est publié figure aussi au centre de transparence, pour tous, sans connexion.',
  none: 'Rien n’a encore été publié.',
  document: 'Sujet',
  kind: 'Sorte',
  kinds: {
    statement: 'Déclaration sur une opération',
    operations: 'Rapport sur les opérations clandestines',
    dsa: 'Rapport au titre du DSA',
  },
  date: 'Date',
  by: 'Par',
  state: 'État',
  stands: 'en vigueur',
  withdrawn: 'retirée',
  files: 'Fichiers',
  network: 'Réseau',
  asPublic: 'Comme chacun la voit',
  smallCounts: 'Petits effectifs',
  below: (count: number) => `en dessous de ${count}, non dits`,
  preview: 'Ce qui serait dit maintenant',
  previewHint:
    'Regarder ne publie rien. En mode fantôme : ce que cela donnerait si la règle était active.',
  period: 'Période',
  periodHint: '2024-09, 2024 ou 2024-07-01/2024-12-31',
  look: 'Voir ce qui serait dit',
  tables: 'Ce rapport est fait de tableaux ; ils sont dans ses fichiers.',
  publish: 'Publier …',
  publishTitle: 'Publier ceci pour tous ?',
  publishNow: 'Publier',
  publishWhere:
    'Cela paraît aussitôt au centre de transparence et dans son fil, pour tous et sans connexion, et reste au registre. D’autres peuvent le copier.',
  publishUndo:
    'Un approbateur peut le retirer : la page dit alors que cela a été retiré, et rien d’autre. Ce que d’autres ont copié leur reste.',
  publishes: (files: number) => n(files, { one: '# fichier', other: '# fichiers' }),
  notYours: 'La publication revient à un approbateur qui n’a écrit aucune des notes.',
  onlyLive: 'Seul ce qui a été fait en mode actif est publié.',
  obstacle: 'Cela ne peut être publié en l’état :',
  published: 'Publié.',
  publisher: 'Qui parle',
  leftOut: (parts: string) =>
    `Laissée de côté : la partie ${parts} des modèles. Injonctions, notifications et destinataires sont tenus ailleurs ; un fichier de chiffres les apporte.`,
  figures: 'Chiffres tenus ailleurs',
  figuresHint: 'CSV : Part, Category, Scope, Indicator, Value, Context',
  previous: 'Le rapport précédent',
  notes: 'Ce que l’on a consigné à ce sujet',
  notesHint:
    'Qui écrit ici ne publie pas : deux personnes répondent de chaque déclaration. Ce qui reste vide demeure tel quel.',
  notesBy: (people: string) => `Écrit par ${people}.`,
  notesNone: 'Personne n’a encore rien écrit.',
  notesSaved: 'C’est consigné.',
  notesSave: 'Consigner',
  note: {
    name: 'Nom de l’opération',
    operated_from: 'Menée depuis',
    audience: 'À qui elle s’adressait',
    tip_from: 'Qui l’a signalée',
    asked: 'Qui a été interrogé',
    asked_on: 'Interrogé le',
    replied_on: 'Réponse du',
    reply: 'Sa réponse, en entier',
    domains: 'Ses sites qui peuvent être nommés',
    urls: 'Ses pages qui peuvent être nommées',
  },
  commas: 'séparés par des virgules',
  withdraw: 'Retirer …',
  withdrawTitle: 'Retirer cette publication ?',
  withdrawNow: 'Retirer',
  withdrawMeans: [
    'Sa page dit quand elle a été retirée, et rien d’autre ; ses fichiers n’y sont plus, sauf le paquet pour les pairs.',
    'Ce paquet devient une version révoquée. Les pairs qui l’ont repris sont invités à revoir ce qui s’y appuie.',
    'Le registre garde la trace de la publication, de son auteur et de la raison du retrait.',
    'Aucune décision ni mesure ne change : on les annule dans le dossier.',
  ],
  withdrawCounted: 'Les rapports qui la comptent restent tels quels, et se retirent un à un :',
  withdrawUndo: 'Un retrait demeure. La même chose peut être publiée à nouveau, à part.',
};
