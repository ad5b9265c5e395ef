// What people call the columns with x, y and the class, and those that count rows; in English, Korean, and some more. Pure.

export const NAMES = {
  x: /^(?:x[01]?|x축|x좌표|x_?1|feature_?[01]|f1)$/i,
  y: /^(?:y\d?|y축|y좌표|x_?2|feature_?2|f2)$/i,
  label: new RegExp(
    "^(?:(?:class|target|true|y)?[ _.]?(?:label|class|target|category|group|cluster)s?(?:[ _.]?(?:name|label|id))?|species|variety|type|kind|outcome|diagnosis|survived"
      + "|z|cls|klasse|art|gruppe|typ|kategorie|sorte|classe|espèce|catégorie|clase|especie|categoría|grupo|tipo"
      + "|라벨|레이블|클래스|분류|종류|종|품종|범주|그룹|집단|구분|유형|판정|등급)$",
    "i",
  ),
};

/** A column that only tells rows apart. */
export const INDEX = /^(?:|#|id|uid|uuid|key|index|idx|row(?:[ _.]?(?:names?|id|num(?:ber)?|no))?|rownames?|unnamed: ?\d+|no\.?|nr\.?|num\.?|lfd\.? ?nr\.?|obs|observation|serial(?:[ _.]?(?:no|number))?|.*[ _.]id|번호|순번|연번|일련번호|아이디|행)$/i;
