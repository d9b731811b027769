#include "scenario/words.h"

namespace overt {
namespace {

constexpr std::string_view kOpeners[] = {
    "então,",
    "olha só:",
    "dia {n} e",
    "sinceramente,",
    "para quem perguntou,",
    "parte {n}:",
    "direto de {p}:",
    "eu disse para {w} que",
    "vocês não vão acreditar mas",
    "resumindo,",
    "fiz as contas e",
    "oi de {p},",
};

constexpr std::string_view kClosers[] = {
    " e eu tenho perguntas.",
    ". como está por aí?",
    ". a parte {n} já está no perfil.",
    ". {w} concorda comigo.",
    ". é isso ✨",
    ". conto mais {t}.",
    ". {w} mandou um beijo.",
    ". obrigado às {y} pessoas que viram o último 💛",
    ". faria de novo.",
    " e foram só os primeiros {n} minutos.",
    ". {w} filmou {t}.",
    ". socorro 😂",
};

constexpr std::string_view kPlaces[] = {
    "Porto Marém",   "Vila Alcedo",       "Santa Olinda do Vale", "Pinhal Novo do Sul",
    "Ribeira Funda", "Lagoa do Tamborim", "Serra do Junco",       "Campo Larício",
    "Ponte Salgada", "Nova Cotovia",      "Três Moinhos",         "Morro do Cobre",
};

constexpr std::string_view kPeople[] = {
    "minha irmã",        "meu vizinho",  "minha avó",          "meu primo",
    "o moço da padaria", "minha chefe",  "minha melhor amiga", "o motorista do ônibus",
    "meu pai",           "a professora", "metade do grupo",    "meu treinador",
};

constexpr std::string_view kDays[] = {
    "segunda", "terça", "quarta", "quinta", "sexta", "sábado", "domingo",
};

constexpr std::string_view kTimes[] = {
    "hoje cedo",      "antes do trabalho", "depois do almoço", "de noite",     "ao amanhecer",
    "saindo da aula", "ao meio-dia",       "durante o jantar", "no intervalo",
};

constexpr std::string_view kShort[] = {
    "demais",
    "😂😂",
    "quero a parte {n}",
    "como assim",
    "amei",
    "igual em {p}",
    "onde é?",
    "chorei",
    "confirmo",
    "não acredito",
    "mais por favor 🙏",
    "salvei",
    "nota {n}",
    "🔥",
};

constexpr std::string_view kLong[] = {
    "mostrei para {w} e a gente viu {n} vezes {t}",
    "em {p} está assim desde {d} e ninguém fala nada",
    "faz um sobre {p}? {w} vive me pedindo {t}",
    "aqui em {p} custa {m} e {w} ainda reclama",
    "vim {t} porque {w} mandou para {y} pessoas",
};

constexpr std::string_view kGeneralTags[] = {
    "paravoce", "fyp", "clipper", "viral", "meudia",
};

constexpr std::string_view kPrices[] = {
    "o café da padaria em {p} foi para {m} e {w} só riu",
    "a feira de {n} dias deu {m} e {w} esqueceu o pão",
};
constexpr std::string_view kBridge[] = {
    "a ponte de {p} fechou de novo {t} e {w} esperou {n} minutos",
    "{w} contou {y} carros na fila da ponte de {p} {d}",
};
constexpr std::string_view kDebate[] = {
    "vimos o debate na biblioteca de {p} com {y} pessoas e um ventilador",
    "{w} dormiu aos {n} minutos do debate de {d}",
};
constexpr std::string_view kPower[] = {
    "faltou luz em {p} {t} por {n} minutos e o sorvete não resistiu",
    "jogamos cartas com lanterna {n} minutos até a luz voltar {t}",
};
constexpr std::string_view kLunches[] = {
    "a merenda em {p} mudou {d} e {w} fez lanche para {n} crianças",
    "a cantina de {p} ficou sem bandeja {d} em {n} minutos",
};
constexpr std::string_view kCooking[] = {
    "esse feijão fica pronto em {n} minutos e {w} repetiu",
    "jantar para quatro com {m} e o que {w} deixou na geladeira {d}",
};
constexpr std::string_view kPets[] = {
    "meu gato abriu a gaveta {n} vezes {t} e {w} fingiu que não viu",
    "adotamos um cachorro idoso em {p} {d}, a soneca veio junto",
};
constexpr std::string_view kSports[] = {
    "{p} perdeu por {n} pontos {d} e {w} continua no estacionamento",
    "corri {n} quilômetros em {p} {t} e o ganso ganhou",
};
constexpr std::string_view kMusic[] = {
    "ensaiamos esse refrão {n} vezes {t} e {w} entrou antes",
    "comprei um violão em {p} por {m} e dei o nome de {w}",
};
constexpr std::string_view kGarden[] = {
    "meus tomates em {p} ficaram vermelhos {d}, todos os {n}",
    "{w} me deu uma muda {t} e já tem {n} folhas",
};

constexpr std::string_view kPricesTags[] = {
    "precos",
    "feira",
    "aluguel",
    "economia",
};
constexpr std::string_view kBridgeTags[] = {
    "ponte",
    "transito",
    "desvio",
    "noticias",
};
constexpr std::string_view kDebateTags[] = {
    "debate",
    "eleicao",
    "voto",
    "bairro",
};
constexpr std::string_view kPowerTags[] = {
    "apagao",
    "semluz",
    "vizinhos",
    "chuva",
};
constexpr std::string_view kLunchesTags[] = {
    "escola",
    "merenda",
    "voltaasaulas",
    "lancheira",
};
constexpr std::string_view kCookingTags[] = {
    "receita",
    "cozinha",
    "jantar",
    "caseiro",
};
constexpr std::string_view kPetsTags[] = {
    "gato",
    "cachorro",
    "pets",
    "resgate",
};
constexpr std::string_view kSportsTags[] = {
    "futebol",
    "corrida",
    "treino",
    "jogo",
};
constexpr std::string_view kMusicTags[] = {
    "musica",
    "violao",
    "banda",
    "show",
};
constexpr std::string_view kGardenTags[] = {
    "jardim",
    "plantas",
    "horta",
    "colheita",
};

}  // namespace

const Words& portuguese_words() {
  static const Words kWords{
      .code = "pt",
      .separator = " ",
      .money = "R$ 19,90",
      .openers = kOpeners,
      .closers = kClosers,
      .places = kPlaces,
      .people = kPeople,
      .days = kDays,
      .times = kTimes,
      .short_comments = kShort,
      .long_comments = kLong,
      .general_tags = kGeneralTags,
      .cores = {kPrices, kBridge, kDebate, kPower, kLunches, kCooking, kPets, kSports, kMusic,
                kGarden},
      .tags = {kPricesTags, kBridgeTags, kDebateTags, kPowerTags, kLunchesTags, kCookingTags,
               kPetsTags, kSportsTags, kMusicTags, kGardenTags},
  };
  return kWords;
}

}  // namespace overt
