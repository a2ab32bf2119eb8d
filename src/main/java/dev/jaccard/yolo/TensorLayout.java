package dev.jaccard.yolo;

/** In which order a head's output holds the channels (box, objectness, classes) of its anchors. */
public enum TensorLayout {
  /** A plane per channel: {@code [channels][anchors]}, as YOLOv8 to v12 are exported. */
  CHANNELS,
  /** A row per anchor: {@code [anchors][channels]}, as YOLOv5 to v7 and YOLOX are exported. */
  ROWS
}
