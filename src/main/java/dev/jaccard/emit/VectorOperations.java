package dev.jaccard.emit;

import dev.jaccard.graph.Node;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.function.IntConsumer;

/**
 * The primitives as methods of FloatVector and IntVector. All of them are {@code @ForceInline}: the
 * loop has no call that C2 could leave standing.
 */
final class VectorOperations implements Operations {
  private static final String PACKAGE = "jdk.incubator.vector.";
  private static final ClassDesc LANES = Lanes.class.describeConstable().orElseThrow();
  private static final ClassDesc FLOATS = ClassDesc.of(PACKAGE + "FloatVector");
  private static final ClassDesc INTS = ClassDesc.of(PACKAGE + "IntVector");
  private static final ClassDesc VECTOR = ClassDesc.of(PACKAGE + "Vector");
  private static final ClassDesc MASK = ClassDesc.of(PACKAGE + "VectorMask");
  private static final ClassDesc SPECIES = ClassDesc.of(PACKAGE + "VectorSpecies");
  private static final ClassDesc OPERATORS = ClassDesc.of(PACKAGE + "VectorOperators");
  private static final ClassDesc COMPARISON = OPERATORS.nested("Comparison");
  private static final ClassDesc BINARY = OPERATORS.nested("Binary");
  private static final ClassDesc ASSOCIATIVE = OPERATORS.nested("Associative");
  private static final ClassDesc CONVERSION = OPERATORS.nested("Conversion");
  private static final ClassDesc ORDER = ByteOrder.class.describeConstable().orElseThrow();
  private static final ClassDesc SEGMENT = MemorySegment.class.describeConstable().orElseThrow();
  private static final ClassDesc ARRAY = ConstantDescs.CD_float.arrayType();
  private static final MethodTypeDesc FLOATS_UNARY = MethodTypeDesc.of(FLOATS);
  private static final MethodTypeDesc FLOATS_BINARY = MethodTypeDesc.of(FLOATS, VECTOR);
  private static final MethodTypeDesc FLOATS_MASKED = MethodTypeDesc.of(FLOATS, VECTOR, MASK);
  private static final MethodTypeDesc INTS_BINARY = MethodTypeDesc.of(INTS, VECTOR);

  @Override
  public int lanes() {
    return Lanes.COUNT;
  }

  @Override
  public TypeKind kind(Node node) {
    return TypeKind.REFERENCE;
  }

  @Override
  public void constant(CodeBuilder code, Node node) {
    if (node.isConstant()) {
      code.getstatic(LANES, "SPECIES", SPECIES).loadConstant((float) node.constant());
      code.invokestatic(
          FLOATS, "broadcast", MethodTypeDesc.of(FLOATS, SPECIES, ConstantDescs.CD_float));
    } else {
      code.getstatic(LANES, "INTS", SPECIES).loadConstant((int) (Integer) node.payload());
      code.invokestatic(INTS, "broadcast", MethodTypeDesc.of(INTS, SPECIES, ConstantDescs.CD_int));
    }
  }

  @Override
  public void broadcast(CodeBuilder code) {
    code.getstatic(LANES, "SPECIES", SPECIES)
        .swap()
        .invokestatic(
            FLOATS, "broadcast", MethodTypeDesc.of(FLOATS, SPECIES, ConstantDescs.CD_float));
  }

  @Override
  public void beforeLoad(CodeBuilder code) {
    code.getstatic(LANES, "SPECIES", SPECIES);
  }

  @Override
  public void load(CodeBuilder code, MemoryKind memory) {
    if (memory == MemoryKind.SEGMENTS) {
      code.getstatic(LANES, "ORDER", ORDER)
          .invokestatic(
              FLOATS,
              "fromMemorySegment",
              MethodTypeDesc.of(FLOATS, SPECIES, SEGMENT, ConstantDescs.CD_long, ORDER));
    } else {
      code.invokestatic(
          FLOATS, "fromArray", MethodTypeDesc.of(FLOATS, SPECIES, ARRAY, ConstantDescs.CD_int));
    }
  }

  @Override
  public void store(CodeBuilder code, MemoryKind memory, Runnable value, Runnable address) {
    value.run();
    address.run();
    if (memory == MemoryKind.SEGMENTS) {
      code.getstatic(LANES, "ORDER", ORDER)
          .invokevirtual(
              FLOATS,
              "intoMemorySegment",
              MethodTypeDesc.of(ConstantDescs.CD_void, SEGMENT, ConstantDescs.CD_long, ORDER));
    } else {
      code.invokevirtual(
          FLOATS,
          "intoArray",
          MethodTypeDesc.of(ConstantDescs.CD_void, ARRAY, ConstantDescs.CD_int));
    }
  }

  @Override
  public void apply(CodeBuilder code, Node node, IntConsumer argument) {
    argument = node.op().arity() == 0 ? i -> {} : argument;
    switch (node.op()) {
      case ADD -> binary(code, "add", argument);
      case SUB -> binary(code, "sub", argument);
      case MUL -> binary(code, "mul", argument);
      case DIV, EXACT_DIV -> binary(code, "div", argument);
      case FMA -> {
        argument.accept(0);
        argument.accept(1);
        argument.accept(2);
        code.invokevirtual(FLOATS, "fma", MethodTypeDesc.of(FLOATS, VECTOR, VECTOR));
      }
      case NEG -> unary(code, "neg", argument);
      case ABS -> unary(code, "abs", argument);
      case SQRT -> unary(code, "sqrt", argument);
      case LESS -> compare(code, "LT", argument);
      case LESS_OR_EQUAL -> compare(code, "LE", argument);
      case EQUAL -> compare(code, "EQ", argument);
      case INT_NEGATIVE -> {
        argument.accept(0);
        code.getstatic(OPERATORS, "LT", COMPARISON).iconst_0();
        code.invokevirtual(
            INTS, "compare", MethodTypeDesc.of(MASK, COMPARISON, ConstantDescs.CD_int));
        code.getstatic(LANES, "SPECIES", SPECIES)
            .invokevirtual(MASK, "cast", MethodTypeDesc.of(MASK, SPECIES));
      }
      case OR -> {
        argument.accept(0);
        argument.accept(1);
        code.invokevirtual(MASK, "or", MethodTypeDesc.of(MASK, MASK));
      }
      case SELECT -> {
        argument.accept(2);
        argument.accept(1);
        argument.accept(0);
        code.invokevirtual(FLOATS, "blend", FLOATS_MASKED);
      }
      case MASKED_ADD -> masked(code, "add", argument);
      case MASKED_SUB -> masked(code, "sub", argument);
      case MASKED_MUL -> masked(code, "mul", argument);
      case FLOAT_TO_BITS -> {
        argument.accept(0);
        code.invokevirtual(FLOATS, "reinterpretAsInts", MethodTypeDesc.of(INTS));
      }
      case BITS_TO_FLOAT -> {
        argument.accept(0);
        code.invokevirtual(INTS, "reinterpretAsFloats", MethodTypeDesc.of(FLOATS));
      }
      case INT_ADD -> intBinary(code, "add", argument);
      case INT_SUB -> intBinary(code, "sub", argument);
      case INT_AND -> intBinary(code, "and", argument);
      case INT_OR -> logical(code, "OR", argument);
      case INT_XOR -> logical(code, "XOR", argument);
      case INT_MAX -> intBinary(code, "max", argument);
      case INT_MIN -> intBinary(code, "min", argument);
      case SHIFT_LEFT -> shift(code, "LSHL", node, argument);
      case SHIFT_RIGHT -> shift(code, "ASHR", node, argument);
      case INT_TO_FLOAT -> {
        argument.accept(0);
        code.getstatic(OPERATORS, "I2F", CONVERSION)
            .iconst_0()
            .invokevirtual(
                INTS, "convert", MethodTypeDesc.of(VECTOR, CONVERSION, ConstantDescs.CD_int))
            .checkcast(FLOATS);
      }
      default -> throw new IllegalArgumentException(node.op() + " was not lowered");
    }
  }

  private static void unary(CodeBuilder code, String name, IntConsumer argument) {
    argument.accept(0);
    code.invokevirtual(FLOATS, name, FLOATS_UNARY);
  }

  private static void binary(CodeBuilder code, String name, IntConsumer argument) {
    argument.accept(0);
    argument.accept(1);
    code.invokevirtual(FLOATS, name, FLOATS_BINARY);
  }

  private static void intBinary(CodeBuilder code, String name, IntConsumer argument) {
    argument.accept(0);
    argument.accept(1);
    code.invokevirtual(INTS, name, INTS_BINARY);
  }

  private static void masked(CodeBuilder code, String name, IntConsumer argument) {
    argument.accept(1);
    argument.accept(2);
    argument.accept(0);
    code.invokevirtual(FLOATS, name, FLOATS_MASKED);
  }

  private static void logical(CodeBuilder code, String name, IntConsumer argument) {
    argument.accept(0);
    code.getstatic(OPERATORS, name, ASSOCIATIVE);
    argument.accept(1);
    code.invokevirtual(INTS, "lanewise", MethodTypeDesc.of(INTS, BINARY, VECTOR));
  }

  private static void compare(CodeBuilder code, String comparison, IntConsumer argument) {
    argument.accept(0);
    code.getstatic(OPERATORS, comparison, COMPARISON);
    argument.accept(1);
    code.invokevirtual(FLOATS, "compare", MethodTypeDesc.of(MASK, COMPARISON, VECTOR));
  }

  private static void shift(CodeBuilder code, String name, Node node, IntConsumer argument) {
    argument.accept(0);
    code.getstatic(OPERATORS, name, BINARY).loadConstant((int) (Integer) node.payload());
    code.invokevirtual(INTS, "lanewise", MethodTypeDesc.of(INTS, BINARY, ConstantDescs.CD_int));
  }
}
