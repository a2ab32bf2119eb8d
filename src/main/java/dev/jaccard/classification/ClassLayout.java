package dev.jaccard.classification;

/** How logits, targets, element weights and gradients of classes lie in memory. */
public enum ClassLayout {
  /**
   * Class after class, [C][A]: every class is a plane over the anchors, as detectors' heads are.
   */
  CHANNELS_FIRST,
  /** Anchor after anchor, [A][C]. */
  ROWS
}
