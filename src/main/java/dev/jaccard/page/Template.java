package dev.jaccard.page;

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
public record Template(String text) {
  private static final Pattern PLACE = Pattern.compile("\\$\\{([a-z]+)}");

  /**
   * The style of our pages.
   *
   * @return CSS
   */
  public static String style() {
    return read(Template.class, "page.css").text();
  }

  /**
   * A resource.
   *
   * @param owner a class that it lies beside
   * @param name its name
   * @return the resource
   */
  public static Template read(Class<?> owner, String name) {
    try (InputStream in = owner.getResourceAsStream(name)) {
      return new Template(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The text with every place filled in; what is filled in is not looked at again.
   *
   * @param values what to fill in, by name
   * @return the text
   */
  public String fill(Map<String, String> values) {
    return PLACE
        .matcher(text)
        .replaceAll(place -> Matcher.quoteReplacement(values.get(place.group(1))));
  }

  /**
   * Text for an element or an attribute in double quotes.
   *
   * @param text plain text
   * @return HTML
   */
  public static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
