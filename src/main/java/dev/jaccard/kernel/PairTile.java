package dev.jaccard.kernel;

import dev.jaccard.graph.Plane;
import dev.jaccard.lower.Program;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A thread's memory for a tile of boxes: their planes, what was derived of them, planes that rows
 * accumulate into, and a row. Outside of the heap for vectors, an array for scalars.
 */
public final class PairTile {
  private static final ThreadLocal<PairTile> CURRENT = ThreadLocal.withInitial(PairTile::new);
  private static final int PAD = 16;

  /** The floats of a plane; its bytes are off a multiple of 4 KiB. */
  static final int STRIDE = PairKernel.TILE + 2 * PAD;

  private static final long STRIDE_BYTES = (long) STRIDE * Float.BYTES;

  final float[] noScalars = new float[0];
  private float[] scalars = noScalars;
  MemorySegment[] segments = new MemorySegment[0];
  float[][] arrays = new float[0][];
  long[] beforeOffsets;
  long[] beforeIndices;
  long[] mainOffsets;
  long[] mainIndices;
  long[] directOffsets;

  private Program program;
  private final Map<String, Integer> firstSlots = new HashMap<>();
  private List<Plane> boxPlanes = List.of();
  private int rowSlot;
  private int rowArgument;
  MemorySegment[] directSegments = segments;
  private MemorySegment planes = MemorySegment.NULL;
  private float[] array = new float[0];
  private MemorySegment arraySegment;
  private int count;
  private boolean vector;

  private PairTile() {}

  static PairTile ofThisThread() {
    return CURRENT.get();
  }

  /** Lays the planes of a kernel out, unless they are already. */
  void reserve(Program before, Program main, String argument) {
    if (program == main) {
      return;
    }
    List<Plane> all = new ArrayList<>(before.planes());
    all.addAll(main.planes());
    firstSlots.clear();
    int slots = 0;
    for (Plane plane : all) {
      if (!firstSlots.containsKey(plane.argument())) {
        firstSlots.put(plane.argument(), slots);
        slots += width(all, plane.argument());
      }
    }
    if (array.length < slots * STRIDE) {
      array = new float[slots * STRIDE];
      arraySegment = MemorySegment.ofArray(array);
      // without an owner, as all memory of vector loops; freed with the thread
      planes = Arena.ofAuto().allocate(slots * STRIDE_BYTES, 64);
    }
    int arguments = Math.max(before.arguments().size(), main.arguments().size());
    segments = new MemorySegment[arguments];
    Arrays.fill(segments, planes);
    directSegments = segments.clone();
    arrays = new float[arguments][];
    Arrays.fill(arrays, array);
    beforeOffsets = offsets(before, STRIDE_BYTES);
    beforeIndices = offsets(before, STRIDE);
    mainOffsets = offsets(main, STRIDE_BYTES);
    mainIndices = offsets(main, STRIDE);
    directOffsets = mainOffsets.clone();
    boxPlanes =
        all.stream()
            .filter(plane -> plane.argument().equals(argument))
            .filter(plane -> !before.outputs().containsKey(plane))
            .distinct()
            .toList();
    Plane row = main.outputs().firstEntry().getKey();
    rowSlot = slot(row);
    rowArgument = main.arguments().indexOf(row.argument());
    scalars = new float[main.scalars().size()];
    program = main;
  }

  private static int width(List<Plane> planes, String argument) {
    return planes.stream()
        .filter(plane -> plane.argument().equals(argument))
        .mapToInt(plane -> plane.index() + 1)
        .max()
        .orElseThrow();
  }

  private int slot(Plane plane) {
    return firstSlots.get(plane.argument()) + plane.index();
  }

  private long[] offsets(Program of, long stride) {
    return of.planes().stream().mapToLong(plane -> slot(plane) * stride).toArray();
  }

  void load(Argument boxes, int start, int size, boolean byVectors) {
    count = size;
    vector = byVectors;
    MemorySegment scratch = vector ? planes : arraySegment;
    for (Plane plane : boxPlanes) {
      long from = boxes.planeOffset(plane.index()) + (long) start * Float.BYTES;
      long to = slot(plane) * STRIDE_BYTES;
      MemorySegment.copy(boxes.segment(), from, scratch, to, (long) size * Float.BYTES);
    }
  }

  /** Makes ready for a call that writes its rows elsewhere, from a box of the tile on. */
  void direct(MemorySegment destination, long offset, long stride, int present, int first) {
    long shift = (long) first * Float.BYTES;
    int firstOutput = program.inputPlanes().size();
    for (int i = 0; i < firstOutput; i++) {
      directOffsets[i] = mainOffsets[i] + shift;
    }
    for (int row = 0; firstOutput + row < directOffsets.length; row++) {
      directOffsets[firstOutput + row] = offset + Math.min(row, present - 1) * stride + shift;
    }
    directSegments[rowArgument] = destination;
  }

  void copyRow(int row, MemorySegment destination, long offset) {
    MemorySegment scratch = vector ? planes : arraySegment;
    long from = (rowSlot + row) * STRIDE_BYTES;
    MemorySegment.copy(scratch, from, destination, offset, (long) count * Float.BYTES);
  }

  /**
   * An array for the values of the main program's scalars, used again and again.
   *
   * @return the array
   */
  public float[] scalars() {
    return scalars;
  }

  /**
   * How many boxes were loaded.
   *
   * @return the number of boxes
   */
  public int count() {
    return count;
  }

  /**
   * Where rows are: outside of the heap or in an array.
   *
   * @return true if in {@link #memory()}, false if in {@link #array()}
   */
  public boolean isVector() {
    return vector;
  }

  /**
   * The planes outside of the heap. Whole vectors may be read beyond the last box.
   *
   * @return the memory
   */
  public MemorySegment memory() {
    return planes;
  }

  /**
   * The planes in an array.
   *
   * @return the array
   */
  public float[] array() {
    return array;
  }

  /**
   * Where a row begins, as an index of floats; times four in {@link #memory()}.
   *
   * @param row which of the rows that were computed at once
   * @return the index
   */
  public int rowIndex(int row) {
    return (rowSlot + row) * STRIDE;
  }

  /**
   * Fills a plane that rows accumulate into.
   *
   * @param plane the plane
   * @param value the value
   */
  public void fill(Plane plane, float value) {
    int from = slot(plane) * STRIDE;
    if (vector) {
      for (int i = 0; i < STRIDE; i++) {
        planes.setAtIndex(ValueLayout.JAVA_FLOAT, (long) from + i, value);
      }
    } else {
      Arrays.fill(array, from, from + STRIDE, value);
    }
  }

  /**
   * Copies a plane that rows accumulated into.
   *
   * @param plane the plane
   * @param destination where to
   * @param offset the first byte there
   */
  public void copy(Plane plane, MemorySegment destination, long offset) {
    MemorySegment scratch = vector ? planes : arraySegment;
    long from = slot(plane) * STRIDE_BYTES;
    MemorySegment.copy(scratch, from, destination, offset, (long) count * Float.BYTES);
  }
}
