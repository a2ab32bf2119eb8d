package dev.jaccard.emit;

import dev.jaccard.graph.Node;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;

/** A table of operations: how each primitive is written as bytecode in one reading. */
interface Operations {
  /** How many pairs an iteration takes. */
  int lanes();

  /** What kind of local variable holds a node's value. */
  TypeKind kind(Node node);

  /** Pushes a constant. */
  void constant(CodeBuilder code, Node node);

  /** Turns the float on the stack into a value. */
  void broadcast(CodeBuilder code);

  /** Replaces (memory, position) on the stack by the value there. */
  void load(CodeBuilder code, MemoryKind memory);

  /**
   * Stores a value; the value and (memory, position) are pushed by the two actions in the order
   * that the reading needs.
   */
  void store(CodeBuilder code, MemoryKind memory, Runnable value, Runnable address);

  /** Pushes what stands below (memory, position) for a load. */
  void beforeLoad(CodeBuilder code);

  /** Pushes the result of a primitive; {@code argument} pushes its i-th argument. */
  void apply(CodeBuilder code, Node node, java.util.function.IntConsumer argument);
}
