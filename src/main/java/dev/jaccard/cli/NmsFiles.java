package dev.jaccard.cli;

import dev.jaccard.npy.NpyArray;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that name the files of a suppression. */
final class NmsFiles {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--boxes",
      paramLabel = "B.npy",
      required = true,
      description = "The boxes: shape (n, 4), float32 or float64.")
  private Path boxes;

  @Option(
      names = "--scores",
      paramLabel = "S.npy",
      required = true,
      description = "Their scores: shape (n,), float32 or float64.")
  private Path scores;

  @Option(
      names = "--classes",
      paramLabel = "C.npy",
      description =
          "Their classes: shape (n,), int64 or int32. Boxes suppress only boxes of their class;"
              + " without it, all.")
  private Path classes;

  @Option(
      names = "--layout",
      paramLabel = "rows|planes",
      defaultValue = "rows",
      description = "Boxes have shape (n, 4), the default, or (4, n).")
  private Layout layout;

  @Option(
      names = "--out",
      paramLabel = "keep.npy",
      required = true,
      description =
          "Write the indices of the kept boxes in order, int64; of wbf those of the first members.")
  private Path out;

  @Option(
      names = "--scores-out",
      paramLabel = "K.npy",
      description = "Write their scores, which soft, matrix and wbf change.")
  private Path scoresOut;

  @Option(
      names = "--boxes-out",
      paramLabel = "K.npy",
      description = "Write the kept, or fused, boxes.")
  private Path boxesOut;

  Path boxes() {
    return boxes;
  }

  Layout layout() {
    return layout;
  }

  Path out() {
    return out;
  }

  /** The file for the scores, or null. */
  Path scoresOut() {
    return scoresOut;
  }

  /** The file for the boxes, or null. */
  Path boxesOut() {
    return boxesOut;
  }

  /** The scores as floats. */
  MemorySegment readScores(Arena arena, int count) throws IOException {
    NpyArray array = LossInputs.array(scores, arena);
    InputArrays.requireFloats(scores, array);
    InputArrays.requireShape(scores, array, ", a score for each box", count);
    return array.toFloat32(arena);
  }

  /** The classes as ints, or null. */
  MemorySegment readClasses(Arena arena, int count) throws IOException {
    if (classes == null) {
      return null;
    }
    NpyArray array = LossInputs.array(classes, arena);
    MemorySegment ints = InputArrays.ints(classes, array, arena);
    InputArrays.requireShape(classes, array, ", a class for each box", count);
    return ints;
  }

  /** Refuses outputs that would replace an input or each other. */
  void requireApart() throws IOException {
    new FileClash(command)
        .reads("--boxes", boxes)
        .reads("--scores", scores)
        .reads("--classes", classes)
        .writes("--out", out)
        .writes("--scores-out", scoresOut)
        .writes("--boxes-out", boxesOut);
  }
}
