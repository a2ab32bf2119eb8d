/**
 * From programs to bytecode: a hidden class with one method, one loop and a straight-line body.
 *
 * <p>{@link dev.jaccard.emit.Emitter} writes it, with one table of operations for vectors and one
 * for single floats. {@link dev.jaccard.emit.Lanes} holds the one vector species of the JVM.
 */
package dev.jaccard.emit;
