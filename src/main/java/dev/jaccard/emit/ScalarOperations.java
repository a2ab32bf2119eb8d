package dev.jaccard.emit;

import dev.jaccard.graph.Node;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** The primitives on single floats and ints; a mask is an int, 0 or 1. */
final class ScalarOperations implements Operations {
  private static final MethodTypeDesc INTS_BINARY =
      MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int, ConstantDescs.CD_int);
  private static final ClassDesc MATH = Math.class.describeConstable().orElseThrow();
  private static final ClassDesc FLOAT = Float.class.describeConstable().orElseThrow();
  private static final ClassDesc SEGMENT = MemorySegment.class.describeConstable().orElseThrow();
  private static final ClassDesc LAYOUT = ValueLayout.class.describeConstable().orElseThrow();
  private static final ClassDesc FLOAT_LAYOUT =
      ValueLayout.OfFloat.class.describeConstable().orElseThrow();
  private static final String UNALIGNED = "JAVA_FLOAT_UNALIGNED";
  private static final MethodTypeDesc FLOAT_TO_FLOAT =
      MethodTypeDesc.of(ConstantDescs.CD_float, ConstantDescs.CD_float);

  @Override
  public int lanes() {
    return 1;
  }

  @Override
  public TypeKind kind(Node node) {
    return switch (node.op().type()) {
      case FLOAT -> TypeKind.FLOAT;
      case INT, MASK -> TypeKind.INT;
    };
  }

  @Override
  public void constant(CodeBuilder code, Node node) {
    if (node.isConstant()) {
      code.loadConstant((float) node.constant());
    } else {
      code.loadConstant((int) (Integer) node.payload());
    }
  }

  @Override
  public void broadcast(CodeBuilder code) {}

  @Override
  public void beforeLoad(CodeBuilder code) {}

  @Override
  public void load(CodeBuilder code, MemoryKind memory) {
    if (memory == MemoryKind.ARRAYS) {
      code.faload();
      return;
    }
    // (segment, position) -> (segment, layout, position)
    code.getstatic(LAYOUT, UNALIGNED, FLOAT_LAYOUT)
        .dup_x2()
        .pop()
        .invokeinterface(
            SEGMENT,
            "get",
            MethodTypeDesc.of(ConstantDescs.CD_float, FLOAT_LAYOUT, ConstantDescs.CD_long));
  }

  @Override
  public void store(CodeBuilder code, MemoryKind memory, Runnable value, Runnable address) {
    address.run();
    if (memory == MemoryKind.ARRAYS) {
      value.run();
      code.fastore();
      return;
    }
    code.getstatic(LAYOUT, UNALIGNED, FLOAT_LAYOUT).dup_x2().pop();
    value.run();
    code.invokeinterface(
        SEGMENT,
        "set",
        MethodTypeDesc.of(
            ConstantDescs.CD_void, FLOAT_LAYOUT, ConstantDescs.CD_long, ConstantDescs.CD_float));
  }

  @Override
  public void apply(CodeBuilder code, Node node, IntConsumer argument) {
    boolean maskFirst =
        switch (node.op()) {
          case SELECT, MASKED_ADD, MASKED_SUB, MASKED_MUL -> true;
          default -> false;
        };
    for (int i = 0; i < node.arguments().size(); i++) {
      argument.accept(maskFirst ? (i + 1) % 3 : i);
    }
    switch (node.op()) {
      case ADD -> code.fadd();
      case SUB -> code.fsub();
      case MUL -> code.fmul();
      case DIV, EXACT_DIV -> code.fdiv();
      case FMA ->
          code.invokestatic(
              MATH,
              "fma",
              MethodTypeDesc.of(
                  ConstantDescs.CD_float,
                  ConstantDescs.CD_float,
                  ConstantDescs.CD_float,
                  ConstantDescs.CD_float));
      case NEG -> code.fneg();
      case ABS -> code.invokestatic(MATH, "abs", FLOAT_TO_FLOAT);
      case SQRT ->
          code.f2d()
              .invokestatic(
                  MATH, "sqrt", MethodTypeDesc.of(ConstantDescs.CD_double, ConstantDescs.CD_double))
              .d2f();
      case LESS -> truth(code.fcmpg(), Opcode.IFLT);
      case LESS_OR_EQUAL -> truth(code.fcmpg(), Opcode.IFLE);
      case INT_NEGATIVE -> truth(code, Opcode.IFLT);
      case EQUAL -> truth(code.fcmpl(), Opcode.IFEQ);
      case OR -> code.ior();
      case SELECT -> select(code);
      case MASKED_ADD -> masked(code, CodeBuilder::fadd);
      case MASKED_SUB -> masked(code, CodeBuilder::fsub);
      case MASKED_MUL -> masked(code, CodeBuilder::fmul);
      case FLOAT_TO_BITS ->
          code.invokestatic(
              FLOAT,
              "floatToRawIntBits",
              MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_float));
      case BITS_TO_FLOAT ->
          code.invokestatic(
              FLOAT,
              "intBitsToFloat",
              MethodTypeDesc.of(ConstantDescs.CD_float, ConstantDescs.CD_int));
      case INT_ADD -> code.iadd();
      case INT_SUB -> code.isub();
      case INT_AND -> code.iand();
      case INT_OR -> code.ior();
      case INT_XOR -> code.ixor();
      case INT_MAX -> code.invokestatic(MATH, "max", INTS_BINARY);
      case INT_MIN -> code.invokestatic(MATH, "min", INTS_BINARY);
      case SHIFT_LEFT -> code.loadConstant((int) (Integer) node.payload()).ishl();
      case SHIFT_RIGHT -> code.loadConstant((int) (Integer) node.payload()).ishr();
      case INT_TO_FLOAT -> code.i2f();
      default -> throw new IllegalArgumentException(node.op() + " was not lowered");
    }
  }

  private static void truth(CodeBuilder code, Opcode jump) {
    Label holds = code.newLabel();
    Label end = code.newLabel();
    code.branch(jump, holds).iconst_0().goto_(end);
    code.labelBinding(holds).iconst_1().labelBinding(end);
  }

  /** (a, b, mask) -> mask ? a ∘ b : a. */
  private static void masked(CodeBuilder code, Consumer<CodeBuilder> operation) {
    Label holds = code.newLabel();
    Label end = code.newLabel();
    code.ifne(holds).pop().goto_(end);
    code.labelBinding(holds);
    operation.accept(code);
    code.labelBinding(end);
  }

  /** (a, b, mask) -> mask ? a : b. */
  private static void select(CodeBuilder code) {
    Label first = code.newLabel();
    Label end = code.newLabel();
    code.ifne(first).swap().pop().goto_(end);
    code.labelBinding(first).pop().labelBinding(end);
  }
}
