package dev.jaccard.emit;

import dev.jaccard.BoxFormat;
import dev.jaccard.BoxLoss;
import dev.jaccard.golden.LossSettings;
import dev.jaccard.kernel.LossProgram;
import dev.jaccard.loss.LossTable;
import dev.jaccard.lower.Program;
import java.util.List;

/** Emits kernels of every loss and modifier; {@link DebugSwitchesTest} starts it in its own JVM. */
final class EmitEverything {
  private EmitEverything() {}

  /** The program's name, that of the class and the number of nodes, one kernel per line. */
  public static void main(String[] arguments) {
    List<LossSettings> all = LossTable.all().toList();
    for (int i = 0; i < all.size(); i++) {
      BoxLoss loss = LossTable.builder(all.get(i)).build();
      BoxFormat format = BoxFormat.values()[i % 3];
      LossProgram outputs = new LossProgram(true, i % 2 == 0, i % 4 == 0, i % 8 == 0);
      // a dot, a space and an umlaut become underscores
      Program program = outputs.of("kernel " + i + ".ä", loss.expression(format));
      for (Reading reading : Reading.values()) {
        MemoryKind memory = MemoryKind.values()[i / 3 % 2];
        Loop loop = Emitter.emit(program, reading, memory);
        System.out.println(
            program.name() + "\t" + loop.getClass().getName() + "\t" + program.nodes().size());
      }
    }
  }
}
