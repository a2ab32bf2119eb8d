package dev.jaccard.npy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a header's dictionary, {@code {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }}:
 * the part of Python's literals that NumPy writes, its keys in any order.
 */
final class NpyHeaderParser {

  private final Path path;
  private final String text;
  private int at;

  private NpyHeaderParser(Path path, String text) {
    this.path = path;
    this.text = text;
  }

  static NpyHeader parse(Path path, String text) throws NpyException {
    return new NpyHeaderParser(path, text).dictionary();
  }

  private NpyHeader dictionary() throws NpyException {
    NpyType dtype = null;
    Boolean fortranOrder = null;
    long[] shape = null;
    expect('{');
    while (!accept('}')) {
      String key = string();
      expect(':');
      switch (key) {
        case "descr" -> dtype = dtype();
        case "fortran_order" -> fortranOrder = bool();
        case "shape" -> shape = tuple();
        default -> throw malformed("it has an unknown key '" + key + "'");
      }
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    skipSpace();
    if (at < text.length()) {
      throw malformed("something follows its dictionary");
    }
    if (dtype == null || fortranOrder == null || shape == null) {
      throw malformed("it must have the keys 'descr', 'fortran_order' and 'shape'");
    }
    if (fortranOrder) {
      throw new NpyException(
          path, "is in Fortran order but must be in C order: save numpy.ascontiguousarray(array)");
    }
    return new NpyHeader(dtype, shape);
  }

  private NpyType dtype() throws NpyException {
    if (accept('[')) {
      throw new NpyException(path, "has a structured dtype but must have one of " + NpyType.list());
    }
    String descriptor = string();
    for (NpyType type : NpyType.values()) {
      if (type.descriptor().equals(descriptor)) {
        return type;
      }
    }
    if (descriptor.endsWith("O")) {
      throw new NpyException(
          path, "holds pickled Python objects but must hold one of " + NpyType.list());
    }
    if (descriptor.startsWith(">")) {
      throw new NpyException(
          path,
          "is big-endian (%s) but must be one of %s: save array.astype('<%s')"
              .formatted(descriptor, NpyType.list(), descriptor.substring(1)));
    }
    throw new NpyException(
        path, "has dtype %s but must have one of %s".formatted(descriptor, NpyType.list()));
  }

  private boolean bool() throws NpyException {
    skipSpace();
    for (String word : List.of("True", "False")) {
      if (text.startsWith(word, at)) {
        at += word.length();
        return word.equals("True");
      }
    }
    throw malformed("'fortran_order' is neither True nor False");
  }

  private long[] tuple() throws NpyException {
    List<Long> dimensions = new ArrayList<>();
    expect('(');
    while (!accept(')')) {
      dimensions.add(dimension());
      if (!accept(',')) {
        expect(')');
        break;
      }
    }
    return dimensions.stream().mapToLong(Long::longValue).toArray();
  }

  private long dimension() throws NpyException {
    skipSpace();
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    String digits = text.substring(start, at);
    accept('L'); // a long of Python 2
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw malformed("its shape has a dimension that is not a number from 0 to 2^63-1");
    }
  }

  private String string() throws NpyException {
    skipSpace();
    if (at < text.length() && (text.charAt(at) == '\'' || text.charAt(at) == '"')) {
      int end = text.indexOf(text.charAt(at), at + 1);
      if (end > 0) {
        String content = text.substring(at + 1, end);
        at = end + 1;
        return content;
      }
    }
    throw malformed("a string is missing at position " + at);
  }

  private void expect(char symbol) throws NpyException {
    if (!accept(symbol)) {
      throw malformed("a '" + symbol + "' is missing at position " + at);
    }
  }

  private boolean accept(char symbol) {
    skipSpace();
    if (at < text.length() && text.charAt(at) == symbol) {
      at++;
      return true;
    }
    return false;
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private NpyException malformed(String problem) {
    return new NpyException(path, "has a malformed header: " + problem);
  }
}
