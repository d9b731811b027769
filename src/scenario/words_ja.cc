#include "scenario/words.h"

namespace overt {
namespace {

constexpr std::string_view kOpeners[] = {
    "ちょっと聞いて、",     "{n}日目の報告、",  "正直に言うと、",
    "質問が多かったので、", "パート{n}、",      "{p}からこんにちは、",
    "信じられないけど、",   "結論から言うと、", "計算してみたら、",
};

constexpr std::string_view kClosers[] = {
    "。みなさんの町はどうですか?",
    "。続きは{d}に。",
    "。パート{n}はプロフィールから。",
    "。{w}も同じ意見でした。",
    "。以上です✨",
    "。前の動画を見てくれた{y}人に感謝💛",
    "。またやります。",
    "。まだ最初の{n}分だけです。",
    "。{t}に{w}が撮りました。",
};

constexpr std::string_view kPlaces[] = {
    "真鈴港",   "灯沢町", "東柳浜", "風見坂", "銅線通り", "北葦ヶ原",
    "九重橋口", "雲雀台", "塩門町", "古針村", "松苔",     "白蓮沼",
};

constexpr std::string_view kPeople[] = {
    "妹",   "隣の人",           "祖母", "いとこ", "パン屋さん", "上司",
    "親友", "バスの運転手さん", "父",   "先生",   "部活の先輩", "下の階の子",
};

constexpr std::string_view kDays[] = {
    "月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日", "日曜日",
};

constexpr std::string_view kTimes[] = {
    "今朝", "出勤前", "お昼休み", "今夜", "夜明け", "授業のあと", "夕食のとき", "閉店間際",
};

constexpr std::string_view kShort[] = {
    "わかる",   "😂😂",         "パート{n}待ってます", "え、待って",
    "最高",     "{p}も同じ",  "どこですか?",         "泣いた",
    "保存した", "うそでしょ", "もっと見たい🙏",       "🔥",
};

constexpr std::string_view kLong[] = {
    "{w}に見せたら{t}に{n}回も再生していました、ありがとうございます",
    "{p}では{d}からずっとこんな感じなのに誰も話題にしません",
    "{p}の動画も作ってほしいと{w}が{t}に言っていました",
    "{p}では同じものが{m}もするのに{w}は毎週買っています",
};

constexpr std::string_view kGeneralTags[] = {
    "おすすめ",
    "clipper",
    "日常",
    "バズれ",
};

constexpr std::string_view kPrices[] = {
    "{p}の卵がついに{m}になって{w}が笑っていました",
    "{n}日分の買い物が{m}だったのに{w}がパンを忘れました",
};
constexpr std::string_view kBridge[] = {
    "{p}の橋が{t}また通行止めで{w}は{n}分待ちました",
    "{w}が{p}の橋の前で車を{y}台数えました",
};
constexpr std::string_view kDebate[] = {
    "{p}の図書館で{y}人と討論会の中継を見ました",
    "討論会が始まって{n}分で{w}が寝てしまいました",
};
constexpr std::string_view kPower[] = {
    "{p}で{t}に{n}分の停電があってアイスが溶けました",
    "電気が戻るまで{n}分間、懐中電灯で{w}とトランプをしました",
};
constexpr std::string_view kLunches[] = {
    "{p}の給食が{m}になって{w}がおにぎりを{n}個作りました",
    "{d}から{p}の献立が変わって署名が{y}人になりました",
};
constexpr std::string_view kCooking[] = {
    "この煮込みは{n}分でできて{w}がおかわりしました",
    "{w}が残した材料と{m}で四人分の夕食を作りました",
};
constexpr std::string_view kPets[] = {
    "うちの猫が{t}に引き出しを{n}回開けて{w}は見ないふりをしました",
    "{d}に{p}から年寄りの犬を迎えました、昼寝つきです",
};
constexpr std::string_view kSports[] = {
    "{p}が{n}点差で負けて{w}はまだ駐車場にいます",
    "{t}に{p}のまわりを{n}キロ走ったら鳥に抜かれました",
};
constexpr std::string_view kMusic[] = {
    "このサビを{t}に{n}回練習したのに{w}がまた早く入りました",
    "{p}の駅ピアノが{d}に戻ってきたので{n}分弾きました",
};
constexpr std::string_view kGarden[] = {
    "{p}のトマトが{d}にやっと赤くなりました、全部で{n}個",
    "{w}にもらった苗が{t}に見たら葉が{n}枚になっていました",
};

constexpr std::string_view kPricesTags[] = {
    "物価",
    "節約",
    "買い物",
    "家計",
};
constexpr std::string_view kBridgeTags[] = {
    "橋",
    "渋滞",
    "通勤",
    "迂回",
};
constexpr std::string_view kDebateTags[] = {
    "討論会",
    "選挙",
    "投票",
    "町内会",
};
constexpr std::string_view kPowerTags[] = {
    "停電",
    "台風",
    "ご近所",
    "懐中電灯",
};
constexpr std::string_view kLunchesTags[] = {
    "給食",
    "お弁当",
    "新学期",
    "学校",
};
constexpr std::string_view kCookingTags[] = {
    "料理",
    "レシピ",
    "夕食",
    "手作り",
};
constexpr std::string_view kPetsTags[] = {
    "猫",
    "犬",
    "ペット",
    "保護猫",
};
constexpr std::string_view kSportsTags[] = {
    "サッカー",
    "ランニング",
    "練習",
    "試合",
};
constexpr std::string_view kMusicTags[] = {
    "音楽",
    "ギター",
    "バンド",
    "ライブ",
};
constexpr std::string_view kGardenTags[] = {
    "家庭菜園",
    "植物",
    "トマト",
    "収穫",
};

}  // namespace

const Words& japanese_words() {
  static const Words kWords{
      .code = "ja",
      .separator = "",
      .money = "1,990円",
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
