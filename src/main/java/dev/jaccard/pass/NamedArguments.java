package dev.jaccard.pass;

import dev.jaccard.kernel.Argument;
import dev.jaccard.lower.Program;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/** The arguments of several programs, by their names; to be used by one thread at a time. */
public final class NamedArguments {
  private final Map<String, Argument> named = new HashMap<>();
  private final Map<Program, Argument[]> bound = new IdentityHashMap<>();

  /** None so far. */
  public NamedArguments() {}

  /**
   * The argument of a name, the same for all programs.
   *
   * @param name the name
   * @return the argument
   */
  public Argument get(String name) {
    Argument known = named.get(name);
    if (known == null) {
      known = new Argument();
      named.put(name, known);
    }
    return known;
  }

  /**
   * The arguments of a program in its order.
   *
   * @param program the program
   * @return the arguments, to be left as they are
   */
  public Argument[] of(Program program) {
    Argument[] known = bound.get(program);
    if (known == null) {
      known = program.arguments().stream().map(this::get).toArray(Argument[]::new);
      bound.put(program, known);
    }
    return known;
  }
}
