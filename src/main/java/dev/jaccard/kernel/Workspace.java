package dev.jaccard.kernel;

import dev.jaccard.lower.Program;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** What a thread needs to run kernels: scratch planes and the arrays that loops take. */
final class Workspace {
  private static final ThreadLocal<Workspace> CURRENT = ThreadLocal.withInitial(Workspace::new);
  private static final int PAD = 16;

  /** The bytes of a scratch plane, off a multiple of 4 KiB. */
  static final long STRIDE = (Kernel.CHUNK + PAD + PAD) * (long) Float.BYTES;

  final double[] lanes = new double[Sums.LANES];
  float[] scratchArray;
  MemorySegment[] segments = new MemorySegment[0];
  MemorySegment[] stagedSegments = new MemorySegment[0];
  float[][] arrays = new float[0][];
  float[][] stagedArrays = new float[0][];
  long[] offsets = new long[0];
  long[] stagedOffsets = new long[0];
  private MemorySegment planes = MemorySegment.NULL;
  private float[] heapArray;
  private MemorySegment heapPlanes;

  private Workspace() {}

  /** This thread's workspace, large enough for a program. */
  static Workspace of(Program program, int planeCount) {
    Workspace workspace = CURRENT.get();
    int arguments = program.arguments().size();
    if (workspace.segments.length < arguments) {
      workspace.segments = new MemorySegment[arguments];
      workspace.stagedSegments = new MemorySegment[arguments];
      workspace.arrays = new float[arguments][];
      workspace.stagedArrays = new float[arguments][];
    }
    if (workspace.offsets.length < planeCount) {
      workspace.offsets = new long[planeCount];
      workspace.stagedOffsets = new long[planeCount];
      workspace.heapPlanes = null;
      // freed with the thread; one plane more for losses that nobody asked for
      workspace.planes = Arena.ofAuto().allocate(STRIDE * (planeCount + 1), 64);
    }
    return workspace;
  }

  /** The scratch memory; plane i begins at i · STRIDE. */
  MemorySegment planes() {
    return planes;
  }

  /** An array with scratch planes; plane i begins at i · STRIDE / 4. */
  float[] heapArray() {
    heapPlanes();
    return heapArray;
  }

  /** That array as a segment. */
  MemorySegment heapPlanes() {
    if (heapPlanes == null) {
      heapArray = new float[(int) (STRIDE / Float.BYTES) * offsets.length];
      heapPlanes = MemorySegment.ofArray(heapArray);
    }
    return heapPlanes;
  }

  /** Where the plane for losses that nobody asked for begins. */
  long lossOffset() {
    return planes.byteSize() - STRIDE;
  }

  float[] scratchArray() {
    if (scratchArray == null) {
      scratchArray = new float[Kernel.CHUNK + PAD];
    }
    return scratchArray;
  }
}
