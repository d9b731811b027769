#include "scenario/words.h"

namespace overt {
namespace {

constexpr std::string_view kOpeners[] = {
    "bueno, les cuento:",
    "a ver,",
    "día {n} y",
    "la verdad,",
    "para quien preguntó,",
    "parte {n}:",
    "desde {p}:",
    "reporte del {d}:",
    "le dije a {w} que",
    "no me van a creer pero",
    "nota para mí:",
    "resulta que",
    "en resumen,",
    "hice cuentas y",
    "hola desde {p},",
    "como prometí a {y} personas:",
};

constexpr std::string_view kClosers[] = {
    " y tengo preguntas.",
    ". ¿cómo va por allá?",
    ". sigo el {d}.",
    ". la parte {n} ya está en el perfil.",
    ". {w} está de acuerdo.",
    ". eso es todo ✨",
    ". díganme que no soy la única persona en {p} 👀",
    ". les cuento {t}.",
    ". saludos de {w}.",
    ". gracias a las {y} personas que vieron el anterior 💛",
    ". lo haría otra vez.",
    " y eso fueron solo los primeros {n} minutos.",
    ". pregunta de {w}.",
    ". {w} lo grabó {t}.",
    ". no estoy bien 😂",
};

constexpr std::string_view kPlaces[] = {
    "Puerto Maren",   "San Aldo",        "Villa Cernícalo", "Los Fresnillos",
    "Valle Quilla",   "Santa Olina",     "Río Tamsín",      "El Cobrizo",
    "Pinar Bajo",     "Lomas del Brezo", "Arenal Viejo",    "Tres Molinos",
    "La Salina Alta", "Nueva Alondra",   "Cerro Junco",     "Puente Larco",
};

constexpr std::string_view kPeople[] = {
    "mi hermana",
    "mi vecino",
    "mi abuela",
    "mi primo",
    "el señor de la tienda",
    "mi jefa",
    "mi mejor amiga",
    "el chofer del camión",
    "mi papá",
    "la maestra",
    "mi compañero de cuarto",
    "medio grupo de chat",
    "la señora de al lado",
    "mi entrenador",
};

constexpr std::string_view kDays[] = {
    "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo",
};

constexpr std::string_view kTimes[] = {
    "esta mañana",    "antes del trabajo",     "después de comer", "en la noche",
    "al amanecer",    "saliendo de clase",     "al mediodía",      "durante la cena",
    "en mi descanso", "justo antes de cerrar",
};

constexpr std::string_view kShort[] = {
    "tal cual",        "😂😂",         "parte {n} ya", "¿qué?",       "me encanta",
    "igual en {p}",    "¿dónde es?", "lloro",        "confirmo",    "no puede ser",
    "más por favor 🙏", "el final",   "guardado",     "{n} de diez", "🔥",
    "enséñame",
};

constexpr std::string_view kLong[] = {
    "se lo enseñé a {w} y lo vimos {n} veces {t}",
    "en {p} está así desde el {d} y nadie dice nada",
    "¿puedes hacer uno de {p}? {w} me pregunta {t}",
    "lo del segundo {n} es justo lo que dijo {w} el {d}",
    "aquí en {p} cuesta {m} y {w} todavía se queja",
    "llegué {t} porque {w} se lo mandó a {y} personas",
};

constexpr std::string_view kGeneralTags[] = {
    "parati", "fyp", "clipper", "viral", "midia", "historia",
};

constexpr std::string_view kPrices[] = {
    "los huevos en la tienda de {p} están a {m} y {w} se rio",
    "llené medio tanque por {m} {t} para ver a {w}",
    "la despensa de {n} días salió en {m} y {w} olvidó el pan",
};
constexpr std::string_view kBridge[] = {
    "el puente fronterizo de {p} amaneció cerrado y {w} esperó {n} minutos",
    "abrieron un carril del puente de {p} el {d}, el camión {y} sigue por el desvío",
    "{w} contó {y} autos en la fila de {p} {t}",
};
constexpr std::string_view kDebate[] = {
    "vimos el debate en la biblioteca de {p} con {y} personas y un ventilador",
    "{w} se durmió a los {n} minutos del debate del {d}",
    "el debate local de {p} tuvo {n} preguntas de baches y una de escuelas",
};
constexpr std::string_view kPower[] = {
    "se fue la luz en {p} {t} por {n} minutos y adiós helado",
    "{w} hizo la cena en una parrilla de camping el {d}",
    "jugamos cartas con linterna {n} minutos hasta que volvió la luz {t}",
};
constexpr std::string_view kLunches[] = {
    "el almuerzo escolar en {p} cuesta {m} y {w} preparó tortas para {n} niños",
    "la cafetería de {p} se quedó sin charolas el {d} en {n} minutos",
    "cambiaron el menú en {p} el {d} y la petición lleva {y} firmas",
};
constexpr std::string_view kCooking[] = {
    "este guiso sale en {n} minutos y {w} pidió más",
    "cena para cuatro con {m} y lo que {w} dejó en el refri el {d}",
    "la panadería de {p} me dio la receta después de {n} visitas",
};
constexpr std::string_view kPets[] = {
    "mi gato abrió el cajón {n} veces {t} y {w} fingió no ver",
    "adoptamos un perro viejito en {p} el {d}, la siesta fue gratis",
    "{n} minutos de mi hámster decidiendo dónde dormir el {d}",
};
constexpr std::string_view kSports[] = {
    "{p} perdió por {n} puntos el {d} y {w} sigue en el estacionamiento",
    "corrí {n} kilómetros por {p} {t} y ganó un ganso",
    "{w} metió gol de media cancha el {d} frente a {y} personas",
};
constexpr std::string_view kMusic[] = {
    "ensayamos este coro {n} veces {t} y {w} entró antes",
    "volvió el piano de la plaza de {p} el {d}, toqué {n} minutos",
    "compré una guitarra en {p} por {m} y se llama como {w}",
};
constexpr std::string_view kGarden[] = {
    "mis tomates en {p} por fin están rojos, los {n}",
    "{w} me regaló una planta {t} y ya tiene {n} hojas",
    "la huerta de {p} tiene una lista de espera de {y} personas",
};

constexpr std::string_view kPricesTags[] = {
    "precios", "despensa", "renta", "ahorro", "inflacion",
};
constexpr std::string_view kBridgeTags[] = {
    "puente", "frontera", "trafico", "desvio", "noticias",
};
constexpr std::string_view kDebateTags[] = {
    "debate", "eleccion", "voto", "comunidad", "registro",
};
constexpr std::string_view kPowerTags[] = {
    "apagon", "sinluz", "vecinos", "tormenta", "linterna",
};
constexpr std::string_view kLunchesTags[] = {
    "escuela", "almuerzo", "regresoaclases", "mamas", "lonchera",
};
constexpr std::string_view kCookingTags[] = {
    "receta", "cocina", "cena", "casero", "pan",
};
constexpr std::string_view kPetsTags[] = {
    "gato", "perros", "mascotas", "rescate", "veterinario",
};
constexpr std::string_view kSportsTags[] = {
    "futbol", "correr", "liga", "entrenador", "partido",
};
constexpr std::string_view kMusicTags[] = {
    "musica", "guitarra", "banda", "piano", "concierto",
};
constexpr std::string_view kGardenTags[] = {
    "jardin", "plantas", "huerta", "tomates", "cosecha",
};

}  // namespace

const Words& spanish_words() {
  static const Words kWords{
      .code = "es",
      .separator = " ",
      .money = "$1.99",
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
