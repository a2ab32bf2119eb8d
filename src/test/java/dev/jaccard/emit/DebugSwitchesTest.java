package dev.jaccard.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jaccard.loss.LossTable;
import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dumped classes of every loss: verified, straight-line, with names and line numbers. */
class DebugSwitchesTest {
  /**
   * The only classes whose methods a loop calls: all of them are intrinsics or inlined by force.
   */
  private static final Set<String> CALLED =
      Set.of(
          "java/lang/Object",
          "java/lang/Math",
          "java/lang/Float",
          "java/lang/foreign/MemorySegment",
          "jdk/incubator/vector/FloatVector",
          "jdk/incubator/vector/IntVector",
          "jdk/incubator/vector/VectorMask");

  /** What EmitEverything printed of a kernel. */
  private record Emitted(String program, String className, int nodes) {}

  @TempDir private static Path folder;

  private static List<Emitted> emitted;
  private static Map<String, ClassModel> dumped;

  @BeforeAll
  static void emitInAnotherJvm() throws IOException, InterruptedException {
    Path output = folder.resolve("output.txt");
    Path classes = folder.resolve("classes");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-modules",
            "jdk.incubator.vector",
            "-XX:TieredStopAtLevel=1",
            "-Dfile.encoding=UTF-8",
            "-Dstdout.encoding=UTF-8",
            "-Djaccard.emit.dump=" + classes,
            "-Djaccard.emit.verify=true",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.jaccard.emit.EmitEverything");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int status = process.waitFor();
    String text = Files.readString(output, StandardCharsets.UTF_8);
    assertEquals(0, status, text);
    emitted =
        text.lines()
            .map(line -> line.split("\t"))
            .filter(words -> words.length == 3)
            .map(words -> new Emitted(words[0], words[1], Integer.parseInt(words[2])))
            .toList();
    dumped = new HashMap<>();
    try (var files = Files.list(classes)) {
      for (Path file : files.toList()) {
        dumped.put(file.getFileName().toString(), ClassFile.of().parse(Files.readAllBytes(file)));
      }
    }
  }

  private static String simpleName(Emitted kernel) {
    // a hidden class has a suffix of its own
    return kernel.className.replaceFirst("/.*", "").replaceFirst(".*\\.", "");
  }

  private static ClassModel dumped(Emitted kernel) {
    return dumped.get(simpleName(kernel) + ".class");
  }

  private static MethodModel run(ClassModel model) {
    return model.methods().stream()
        .filter(method -> method.methodName().equalsString("run"))
        .findFirst()
        .orElseThrow();
  }

  private static CodeModel code(Emitted kernel) {
    return run(dumped(kernel)).code().orElseThrow();
  }

  @Test
  void everyEmittedClassIsDumpedAndVerifies() {
    assertEquals(2 * LossTable.all().count(), emitted.size());
    assertEquals(emitted.size(), dumped.size());
    for (Emitted kernel : emitted) {
      ClassModel model = dumped(kernel);
      assertTrue(model != null, () -> kernel + " was not dumped");
      assertEquals(List.of(), ClassFile.of().verify(model), kernel.toString());
    }
  }

  @Test
  void namesTellTheProgramAndTheReading() {
    Emitted first = emitted.getFirst();
    assertEquals("kernel 0.ä", first.program);
    Set<String> names = new TreeSet<>();
    emitted.subList(0, 8).forEach(kernel -> names.add(simpleName(kernel)));
    assertEquals(
        new TreeSet<>(
            List.of(
                "Kernel_kernel_0__scalar",
                "Kernel_kernel_0__vector",
                "Kernel_kernel_1__scalar",
                "Kernel_kernel_1__vector",
                "Kernel_kernel_2__scalar",
                "Kernel_kernel_2__vector",
                "Kernel_kernel_3__scalar_arrays",
                "Kernel_kernel_3__vector_arrays")),
        names);
    assertTrue(first.className.startsWith("dev.jaccard.emit.Kernel_"), first.className);
    for (Emitted kernel : emitted) {
      assertEquals(
          kernel.program + " (nodes)",
          dumped(kernel)
              .findAttribute(Attributes.sourceFile())
              .orElseThrow()
              .sourceFile()
              .stringValue());
    }
  }

  @Test
  void lineNumbersAreThoseOfNodes() {
    for (Emitted kernel : emitted) {
      Set<Integer> lines = new HashSet<>();
      for (CodeElement element : code(kernel)) {
        if (element instanceof LineNumber line) {
          lines.add(line.line());
          assertTrue(line.line() >= 1 && line.line() <= kernel.nodes, () -> kernel + ": " + line);
        }
      }
      assertTrue(lines.size() > kernel.nodes / 3, () -> kernel + ": " + lines.size() + " lines");
    }
  }

  @Test
  void aVectorLoopHasNoBranchButItsOwn() {
    for (Emitted kernel : emitted) {
      if (kernel.className.contains("vector")) {
        int branches = 0;
        int backward = 0;
        Set<Label> seen = new HashSet<>();
        for (CodeElement element : code(kernel)) {
          if (element instanceof LabelTarget target) {
            seen.add(target.label());
          } else if (element instanceof BranchInstruction branch) {
            branches++;
            backward += seen.contains(branch.target()) ? 1 : 0;
          }
        }
        assertEquals(2, branches, () -> kernel + ": the test and the jump back");
        assertEquals(1, backward, () -> kernel + ": one loop");
      }
    }
  }

  @Test
  void loopsCallNoMethodOfOursAndMakeNoObject() {
    for (Emitted kernel : emitted) {
      List<String> calls = new ArrayList<>();
      for (CodeElement element : code(kernel)) {
        if (element instanceof InvokeInstruction call) {
          String owner = call.owner().asInternalName();
          if (!CALLED.contains(owner) || call.opcode() == Opcode.INVOKEDYNAMIC) {
            calls.add(owner + "." + call.name());
          }
        } else if (element instanceof NewObjectInstruction made) {
          calls.add("new " + made.className().asInternalName());
        }
      }
      assertEquals(List.of(), calls, kernel.toString());
    }
  }

  @Test
  void methodsStayBelowTheLimit() {
    for (Emitted kernel : emitted) {
      int size = run(dumped(kernel)).findAttribute(Attributes.code()).orElseThrow().codeLength();
      assertTrue(size < Emitter.LARGEST_METHOD, () -> kernel + ": " + size + " bytes");
    }
  }
}
