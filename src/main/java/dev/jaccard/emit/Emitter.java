package dev.jaccard.emit;

import dev.jaccard.graph.Node;
import dev.jaccard.graph.Op;
import dev.jaccard.graph.Plane;
import dev.jaccard.lower.Program;
import dev.jaccard.lower.Stage;
import dev.jaccard.lower.Uses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.SourceFileAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Writes a program as a hidden class with one method and, in most programs, one loop with a
 * straight-line body.
 *
 * <p>For CIoU it stands for this Java:
 *
 * {@snippet :
 * public void run(MemorySegment[] segments, float[][] arrays, long[] offsets, float[] scalars,
 *     int count) {
 *   MemorySegment prediction = segments[0];
 *   long prediction0 = offsets[0];
 *   int end = count * Float.BYTES;
 *   for (int i = 0; i < end; i += Lanes.COUNT * Float.BYTES) {
 *     FloatVector x1 =
 *         FloatVector.fromMemorySegment(Lanes.SPECIES, prediction, prediction0 + i, Lanes.ORDER);
 *     loss.intoMemorySegment(lossSegment, loss0 + i, Lanes.ORDER);
 *   }
 * }
 * }
 *
 * <p>System properties: {@code jaccard.emit.dump=FOLDER} writes the classes there; {@code
 * jaccard.emit.verify=true} verifies them before they are defined. The line numbers of an emitted
 * class are the numbers of the program's nodes, from 1.
 */
public final class Emitter {
  /** HotSpot never compiles a method that is larger (HugeMethodLimit). */
  public static final int LARGEST_METHOD = 8000;

  private static final ClassDesc LOOP = Loop.class.describeConstable().orElseThrow();
  private static final ClassDesc SEGMENT = MemorySegment.class.describeConstable().orElseThrow();
  private static final ClassDesc SEGMENTS = SEGMENT.arrayType();
  private static final MethodTypeDesc IS_NATIVE = MethodTypeDesc.of(ConstantDescs.CD_boolean);
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(
          ConstantDescs.CD_void,
          SEGMENTS,
          ConstantDescs.CD_float.arrayType(2),
          ConstantDescs.CD_long.arrayType(),
          ConstantDescs.CD_float.arrayType(),
          ConstantDescs.CD_int);
  private static final int SEGMENTS_SLOT = 1;
  private static final int ARRAYS_SLOT = 2;
  private static final int OFFSETS_SLOT = 3;
  private static final int SCALARS_SLOT = 4;
  private static final int COUNT_SLOT = 5;

  private final Program program;
  private final MemoryKind memory;
  private final Operations operations;
  private final Map<Node, Integer> lines = new HashMap<>();
  private final Map<Node, Integer> locals = new HashMap<>();
  private final Map<Plane, Integer> offsets = new HashMap<>();
  private final Map<Plane, Integer> displacements = new HashMap<>();
  private final Map<String, Integer> bases = new HashMap<>();
  private final Map<Node, Integer> unread = new HashMap<>();
  private final Map<TypeKind, Deque<Integer>> freeSlots = new EnumMap<>(TypeKind.class);
  private final boolean constantsInLocals;
  private CodeBuilder code;
  private Uses uses;
  private int index;

  private Emitter(Program program, Reading reading, MemoryKind memory, boolean constantsInLocals) {
    this.program = program;
    this.memory = memory;
    this.constantsInLocals = constantsInLocals;
    this.operations = reading == Reading.VECTOR ? new VectorOperations() : new ScalarOperations();
    List<Node> nodes = program.nodes();
    for (int i = 0; i < nodes.size(); i++) {
      lines.put(nodes.get(i), i + 1);
    }
    expect(program.uses());
  }

  /** Sets how often nodes will be read. */
  private void expect(Uses expected) {
    uses = expected;
    program.nodes().forEach(node -> unread.put(node, expected.of(node)));
  }

  /**
   * The loop of a program.
   *
   * @param program the program
   * @param reading how it is read; vectors only where {@link VectorSupport#available()}
   * @param memory what its arguments lie in
   * @return a new loop
   * @throws IllegalArgumentException if the method would be too large for C2
   */
  public static Loop emit(Program program, Reading reading, MemoryKind memory) {
    byte[] bytes = bytes(program, reading, memory);
    int size = methodSize(bytes);
    if (size > LARGEST_METHOD) {
      throw new IllegalArgumentException(
          "the kernel of "
              + program.name()
              + " would be a method of "
              + size
              + " bytes but C2 compiles at most "
              + LARGEST_METHOD
              + "; leave a modifier or an output away");
    }
    Debugging.inspect(bytes);
    try {
      return (Loop)
          MethodHandles.lookup()
              .defineHiddenClass(bytes, true)
              .lookupClass()
              .getDeclaredConstructor()
              .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the kernel of " + program.name() + " is malformed", e);
    }
  }

  /** What the system properties ask for. */
  private static final class Debugging {
    private static final String DUMP = System.getProperty("jaccard.emit.dump");
    private static final boolean VERIFY = Boolean.getBoolean("jaccard.emit.verify");

    private static void inspect(byte[] bytes) {
      if (VERIFY) {
        List<VerifyError> errors = ClassFile.of().verify(bytes);
        if (!errors.isEmpty()) {
          throw errors.getFirst();
        }
      }
      if (DUMP != null) {
        try {
          String name = ClassFile.of().parse(bytes).thisClass().asSymbol().displayName();
          Path folder = Files.createDirectories(Path.of(DUMP));
          Files.write(folder.resolve(name + ".class"), bytes);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /**
   * The size of a program's method.
   *
   * @param program the program
   * @param reading how it is read
   * @param memory what its arguments lie in
   * @return the bytes of bytecode
   */
  public static int methodSize(Program program, Reading reading, MemoryKind memory) {
    return methodSize(bytes(program, reading, memory));
  }

  private static int methodSize(byte[] bytes) {
    return ClassFile.of().parse(bytes).methods().stream()
        .filter(method -> method.methodName().equalsString("run"))
        .mapToInt(method ->
            method.findAttribute(java.lang.classfile.Attributes.code()).orElseThrow().codeLength())
        .findFirst()
        .orElseThrow();
  }

  /**
   * The class file. A method that would be too large has its constants in local variables instead
   * of at their uses: less bytecode, more registers.
   */
  private static byte[] bytes(Program program, Reading reading, MemoryKind memory) {
    byte[] plain = bytes(program, reading, memory, false);
    return methodSize(plain) <= LARGEST_METHOD ? plain : bytes(program, reading, memory, true);
  }

  private static byte[] bytes(
      Program program, Reading reading, MemoryKind memory, boolean constantsInLocals) {
    String readable = program.name().replaceAll("[^A-Za-z0-9]+", "_");
    String name =
        Emitter.class.getPackageName()
            + ".Kernel_"
            + readable
            + "_"
            + reading.name().toLowerCase(java.util.Locale.ROOT)
            + (memory == MemoryKind.ARRAYS ? "_arrays" : "");
    return ClassFile.of()
        .build(
            ClassDesc.of(name),
            builder ->
                builder
                    .withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER | ClassFile.ACC_SYNTHETIC)
                    .withInterfaceSymbols(LOOP)
                    .with(SourceFileAttribute.of(program.name() + " (nodes)"))
                    .withMethodBody(
                        ConstantDescs.INIT_NAME,
                        ConstantDescs.MTD_void,
                        ClassFile.ACC_PUBLIC,
                        code ->
                            code.aload(0)
                                .invokespecial(
                                    ConstantDescs.CD_Object,
                                    ConstantDescs.INIT_NAME,
                                    ConstantDescs.MTD_void)
                                .return_())
                    .withMethodBody(
                        "run",
                        RUN,
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL,
                        code ->
                            new Emitter(program, reading, memory, constantsInLocals).method(code)));
  }

  private void method(CodeBuilder builder) {
    code = builder;
    loadBases();
    loadOffsets();
    loadScalars();
    for (Node node : program.nodes()) {
      boolean constant = node.op() == Op.CONSTANT || node.op() == Op.INT_CONSTANT;
      if (program.isInvariant(node)
          && (!constant || constantsInLocals)
          && !locals.containsKey(node)) {
        keep(node);
      }
    }
    program.stages().forEach(this::loop);
    code.return_();
  }

  private void loadBases() {
    boolean segments = memory == MemoryKind.SEGMENTS;
    int position = 0;
    for (String argument : program.arguments()) {
      int slot = code.allocateLocal(TypeKind.REFERENCE);
      code.aload(segments ? SEGMENTS_SLOT : ARRAYS_SLOT).loadConstant(position++);
      code.aaload().astore(slot);
      if (segments) {
        // its type profile in this very method gives C2 the segment's exact class; the profiles of
        // the JDK's own methods know byte[] segments too, from reinterpretations before C2
        code.aload(slot).invokeinterface(SEGMENT, "isNative", IS_NATIVE).pop();
      }
      bases.put(argument, slot);
    }
  }

  private void loadOffsets() {
    boolean segments = memory == MemoryKind.SEGMENTS;
    Map<String, Plane> first = new HashMap<>();
    int position = 0;
    for (Plane plane : program.planes()) {
      OptionalInt distance = program.distance(plane.argument());
      Plane before = distance.isPresent() ? first.putIfAbsent(plane.argument(), plane) : null;
      if (before == null) {
        int slot = code.allocateLocal(segments ? TypeKind.LONG : TypeKind.INT);
        code.aload(OFFSETS_SLOT).loadConstant(position).laload();
        if (segments) {
          code.lstore(slot);
        } else {
          code.l2i().istore(slot);
        }
        offsets.put(plane, slot);
      } else {
        offsets.put(plane, offsets.get(before));
        int floats = (plane.index() - before.index()) * distance.getAsInt();
        displacements.put(plane, segments ? floats * Float.BYTES : floats);
      }
      position++;
    }
  }

  private void loadScalars() {
    int position = 0;
    for (String name : program.scalars()) {
      Node node =
          program.nodes().stream()
              .filter(n -> n.op() == Op.SCALAR && n.payload().equals(name))
              .findFirst()
              .orElseThrow();
      int slot = code.allocateLocal(operations.kind(node));
      code.aload(SCALARS_SLOT).loadConstant(position++).faload();
      operations.broadcast(code);
      code.storeLocal(operations.kind(node), slot);
      locals.put(node, slot);
    }
  }

  /** An int counter and a trip count from before the loop: the form that C2 takes for counted. */
  private void loop(Stage stage) {
    int unit = memory == MemoryKind.SEGMENTS ? Float.BYTES : 1;
    index = code.allocateLocal(TypeKind.INT);
    int end = code.allocateLocal(TypeKind.INT);
    code.iload(COUNT_SLOT).loadConstant(unit).imul().istore(end);
    Label head = code.newLabel();
    Label done = code.newLabel();
    code.iconst_0().istore(index);
    code.labelBinding(head).iload(index).iload(end).if_icmpge(done);
    locals.keySet().removeIf(node -> !program.isInvariant(node));
    expect(stage.uses());
    // all loads, then the arithmetic, then all stores: C2 cannot tell that a store does not change
    // what a later load reads, and keeps their order
    stage.loads().forEach(this::load);
    for (Node node : stage.outputs().values()) {
      if (!locals.containsKey(node)) {
        keep(node);
      }
    }
    stage
        .outputs()
        .forEach((plane, node) ->
            operations.store(code, memory, () -> push(node), () -> pushAddress(plane)));
    code.iinc(index, unit * operations.lanes()).goto_(head);
    code.labelBinding(done);
  }

  private void load(Node node, Plane plane) {
    code.lineNumber(lines.get(node));
    operations.beforeLoad(code);
    pushAddress(plane);
    operations.load(code, memory);
    store(node);
  }

  private void pushAddress(Plane plane) {
    code.aload(bases.get(plane.argument()));
    int displacement = displacements.getOrDefault(plane, 0);
    if (memory == MemoryKind.SEGMENTS) {
      code.lload(offsets.get(plane)).iload(index).i2l().ladd();
      if (displacement != 0) {
        code.loadConstant((long) displacement).ladd();
      }
    } else {
      code.iload(offsets.get(plane)).iload(index).iadd();
      if (displacement != 0) {
        code.loadConstant(displacement).iadd();
      }
    }
  }

  /** Computes a node's value, to be read from a local variable by all of its uses. */
  private void keep(Node node) {
    unread.merge(node, 1, Integer::sum);
    push(node);
    if (locals.containsKey(node)) {
      code.pop();
    } else {
      store(node);
      unread.merge(node, -1, Integer::sum);
    }
  }

  /** Pushes a node's value; a value that is needed again is kept in a local variable. */
  private void push(Node node) {
    Integer slot = locals.get(node);
    if (slot != null) {
      code.loadLocal(operations.kind(node), slot);
      countRead(node, slot);
      return;
    }
    switch (node.op()) {
      case CONSTANT, INT_CONSTANT -> {
        // at its use: C2 hoists it or loads it again, as registers allow
        operations.constant(code, node);
        return;
      }
      default ->
          operations.apply(
              code,
              node,
              i -> {
                push(node.argument(i));
                code.lineNumber(lines.get(node));
              });
    }
    if (uses.of(node) > 1) {
      code.dup();
      store(node);
      countRead(node, locals.get(node));
    }
  }

  /** Stores what is on the stack as a node's value. */
  private void store(Node node) {
    TypeKind kind = operations.kind(node);
    Deque<Integer> free = freeSlots.computeIfAbsent(kind, k -> new ArrayDeque<>());
    int slot = free.isEmpty() ? code.allocateLocal(kind) : free.pop();
    code.storeLocal(kind, slot);
    locals.put(node, slot);
  }

  /**
   * After its last use in the loop a value's slot is free: slots above 255 take longer bytecode.
   */
  private void countRead(Node node, int slot) {
    if (unread.merge(node, -1, Integer::sum) == 0 && !program.isInvariant(node)) {
      freeSlots.computeIfAbsent(operations.kind(node), k -> new ArrayDeque<>()).push(slot);
    }
  }
}
