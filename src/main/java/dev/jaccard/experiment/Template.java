package dev.jaccard.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of the report, from a resource.
 *
 * @param text the text; {@code ${name}} stands for what is filled in
 */
record Template(String text) {
  private static final Pattern PLACE = Pattern.compile("\\$\\{([a-z]+)}");

  /** The resource of a name. */
  static Template read(String name) {
    try (InputStream in = Template.class.getResourceAsStream(name)) {
      return new Template(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text with every place filled in; what is filled in is not looked at again. */
  String fill(Map<String, String> values) {
    return PLACE
        .matcher(text)
        .replaceAll(place -> Matcher.quoteReplacement(values.get(place.group(1))));
  }

  /** Text for an element or an attribute in double quotes. */
  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
