package dev.jaccard.bench.peers;

/**
 * Losses and their gradients as one writes them by hand for a single pair of boxes (x1, y1, x2,
 * y2): no vectors, no ties looked after, branches where they are natural. The gradient goes to four
 * places of an array, {@code step} apart.
 */
final class HandWritten {
  private static final float EPSILON = 1e-9f;
  private static final float FOUR_OVER_PI_SQUARED = (float) (4 / (Math.PI * Math.PI));

  private HandWritten() {}

  static float iou(
      float px1,
      float py1,
      float px2,
      float py2,
      float tx1,
      float ty1,
      float tx2,
      float ty2,
      float[] gradient,
      int at,
      int step) {
    float w = px2 - px1;
    float h = py2 - py1;
    float iw = Math.max(Math.min(px2, tx2) - Math.max(px1, tx1), 0);
    float ih = Math.max(Math.min(py2, ty2) - Math.max(py1, ty1), 0);
    float intersection = iw * ih;
    float union = w * h + (tx2 - tx1) * (ty2 - ty1) - intersection + EPSILON;
    float iou = intersection / union;
    // d(-iou) = iou/union · d(union) - d(intersection)/union
    float perArea = iou / union;
    float perIntersection = intersection > 0 ? -(1 + iou) / union : 0;
    gradient[at] = -perArea * h - (px1 > tx1 ? perIntersection * ih : 0);
    gradient[at + step] = -perArea * w - (py1 > ty1 ? perIntersection * iw : 0);
    gradient[at + 2 * step] = perArea * h + (px2 < tx2 ? perIntersection * ih : 0);
    gradient[at + 3 * step] = perArea * w + (py2 < ty2 ? perIntersection * iw : 0);
    return 1 - iou;
  }

  static float giou(
      float px1,
      float py1,
      float px2,
      float py2,
      float tx1,
      float ty1,
      float tx2,
      float ty2,
      float[] gradient,
      int at,
      int step) {
    float w = px2 - px1;
    float h = py2 - py1;
    float iw = Math.max(Math.min(px2, tx2) - Math.max(px1, tx1), 0);
    float ih = Math.max(Math.min(py2, ty2) - Math.max(py1, ty1), 0);
    float intersection = iw * ih;
    float union = w * h + (tx2 - tx1) * (ty2 - ty1) - intersection + EPSILON;
    float cw = Math.max(px2, tx2) - Math.min(px1, tx1);
    float ch = Math.max(py2, ty2) - Math.min(py1, ty1);
    float enclosing = cw * ch + EPSILON;
    float iou = intersection / union;
    float share = union / enclosing;
    // 2 - iou - union/enclosing
    float perUnion = iou / union - 1 / enclosing;
    float perIntersection = intersection > 0 ? -1 / union - perUnion : 0;
    float perEnclosing = share / enclosing;
    gradient[at] =
        -perUnion * h
            - (px1 > tx1 ? perIntersection * ih : 0)
            - (px1 < tx1 ? perEnclosing * ch : 0);
    gradient[at + step] =
        -perUnion * w
            - (py1 > ty1 ? perIntersection * iw : 0)
            - (py1 < ty1 ? perEnclosing * cw : 0);
    gradient[at + 2 * step] =
        perUnion * h + (px2 < tx2 ? perIntersection * ih : 0) + (px2 > tx2 ? perEnclosing * ch : 0);
    gradient[at + 3 * step] =
        perUnion * w + (py2 < ty2 ? perIntersection * iw : 0) + (py2 > ty2 ? perEnclosing * cw : 0);
    return 2 - iou - share;
  }

  static float ciou(
      float px1,
      float py1,
      float px2,
      float py2,
      float tx1,
      float ty1,
      float tx2,
      float ty2,
      float[] gradient,
      int at,
      int step) {
    float overlap = iou(px1, py1, px2, py2, tx1, ty1, tx2, ty2, gradient, at, step);
    float w = px2 - px1;
    float h = py2 - py1;
    float cw = Math.max(px2, tx2) - Math.min(px1, tx1);
    float ch = Math.max(py2, ty2) - Math.min(py1, ty1);
    float diagonal = cw * cw + ch * ch + EPSILON;
    float dx = (px1 + px2 - tx1 - tx2) / 2;
    float dy = (py1 + py2 - ty1 - ty2) / 2;
    float pull = (dx * dx + dy * dy) / diagonal;
    float turn = (float) (Math.atan((tx2 - tx1) / (ty2 - ty1)) - Math.atan(w / h));
    float v = FOUR_OVER_PI_SQUARED * turn * turn;
    // held fixed, as in the paper
    float alpha = v / (overlap + v + EPSILON);
    float perTurn = alpha * 2 * FOUR_OVER_PI_SQUARED * turn / (w * w + h * h);
    float perWidth = -perTurn * h;
    float perHeight = perTurn * w;
    float perX = dx / diagonal;
    float perY = dy / diagonal;
    float shrinkX = -2 * pull * cw / diagonal;
    float shrinkY = -2 * pull * ch / diagonal;
    gradient[at] += perX - (px1 < tx1 ? shrinkX : 0) - perWidth;
    gradient[at + step] += perY - (py1 < ty1 ? shrinkY : 0) - perHeight;
    gradient[at + 2 * step] += perX + (px2 > tx2 ? shrinkX : 0) + perWidth;
    gradient[at + 3 * step] += perY + (py2 > ty2 ? shrinkY : 0) + perHeight;
    return overlap + pull + alpha * v;
  }
}
