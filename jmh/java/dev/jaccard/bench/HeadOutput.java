package dev.jaccard.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;

/** An output of YOLOv8, [84][8400], in which 100 anchors have a score above the threshold. */
public final class HeadOutput {
  /** The classes. */
  public static final int CLASSES = 80;

  /** The anchors. */
  public static final int ANCHORS = 8400;

  /** The channels. */
  public static final int CHANNELS = 4 + CLASSES;

  /** What scores must be above. */
  public static final float CONFIDENCE = 0.25f;

  /** From which overlap on boxes are suppressed. */
  public static final float IOU = 0.65f;

  private static final int CANDIDATES = 100;
  private static final int OBJECTS = 20;

  /** The floats as an engine gives them: direct, outside the heap. */
  public final FloatBuffer buffer;

  /** The same memory. */
  public final MemorySegment segment;

  /** Makes the output. */
  public HeadOutput() {
    SplittableRandom random = new SplittableRandom(1);
    float[] values = new float[CHANNELS * ANCHORS];
    for (int i = 0; i < values.length; i++) {
      boolean box = i < 4 * ANCHORS;
      values[i] = (float) (box ? 50 + 500 * random.nextDouble() : 0.2 * random.nextDouble());
    }
    for (int k = 0; k < CANDIDATES; k++) {
      int anchor = 42 + 83 * k;
      int object = k % OBJECTS;
      values[anchor] = (float) (100 + 110 * (object % 5) + 8 * random.nextDouble());
      values[ANCHORS + anchor] = (float) (100 + 110 * (object / 5) + 8 * random.nextDouble());
      values[2 * ANCHORS + anchor] = (float) (60 + 4 * random.nextDouble());
      values[3 * ANCHORS + anchor] = (float) (60 + 4 * random.nextDouble());
      values[(4 + object * 3) * ANCHORS + anchor] = (float) (0.3 + 0.6 * random.nextDouble());
    }
    segment = Arena.ofAuto().allocate(4L * values.length, 64);
    MemorySegment.copy(values, 0, segment, ValueLayout.JAVA_FLOAT, 0, values.length);
    buffer = segment.asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
  }
}
