/**
 * From programs to bytecode: a hidden class with one method, a loop for each stage of the program,
 * mostly one, and straight-line bodies.
 *
 * <p>{@link dev.jaccard.emit.Emitter} writes it, with one table of operations for vectors and one
 * for single floats. {@link dev.jaccard.emit.Lanes} holds the one vector species of the JVM.
 *
 * <p>A vector loop, emitted or written by hand, first asks its segments whether they are native.
 * The answer does not matter; the call has a type profile of its own, which tells C2 their exact
 * class. The profiles of the JDK's methods know byte[] segments too, from vectors that were
 * reinterpreted before C2, and a loop compiled by those stays slow.
 */
package dev.jaccard.emit;
