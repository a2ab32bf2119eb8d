package dev.jaccard;

/**
 * What the four numbers of a box are; the meanings are those of torchvision's {@code box_convert}.
 *
 * <p>Coordinates are continuous: a box from {@code x1} to {@code x2} is {@code x2 - x1} wide,
 * without a pixel added. The y axis may point either way; "top-left" is the corner of the least x
 * and y.
 */
public enum BoxFormat {
  /** Two opposite corners: {@code x1, y1, x2, y2}, where {@code x1 <= x2} and {@code y1 <= y2}. */
  XYXY,

  /** The top-left corner and the size: {@code x, y, width, height}, as COCO's annotations do. */
  XYWH,

  /** The centre and the size: {@code cx, cy, width, height}, as YOLO's heads and labels do. */
  CXCYWH
}
