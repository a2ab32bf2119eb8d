package dev.jaccard.yolo;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Anchors of one image that stand at equal distances in one tensor, and where their channels are.
 * Used again and again.
 */
final class Region {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  MemorySegment segment;

  /** Where channel 0 of anchor 0 is, in bytes. */
  long offset;

  /** From a channel to the next, in bytes. */
  long channelStride;

  /** From an anchor to the next, in bytes. */
  long anchorStride;

  /** How many anchors. */
  int count;

  /** The level of all anchors, or -1 where they go through all levels of the grid. */
  int level;

  float anchorWidth;
  float anchorHeight;

  /** Where a channel of an anchor is, in bytes. */
  long position(int anchor, int channel) {
    return offset + channel * channelStride + anchor * anchorStride;
  }

  float get(int anchor, int channel) {
    return segment.get(FLOAT, position(anchor, channel));
  }
}
