package dev.jaccard.cli;

import dev.jaccard.Backend;
import dev.jaccard.BoxFormat;
import dev.jaccard.loss.Convention;
import dev.jaccard.loss.Names;
import dev.jaccard.yolo.TensorLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Reads the values of an enum as the command line spells them: in lower case. */
final class NamedValues<E extends Enum<E>> implements CommandLine.ITypeConverter<E> {
  private final Class<E> type;

  private NamedValues(Class<E> type) {
    this.type = type;
  }

  /** Teaches a command line the enums that its options take. */
  static void register(CommandLine commandLine) {
    commandLine
        .registerConverter(BoxFormat.class, new NamedValues<>(BoxFormat.class))
        .registerConverter(Layout.class, new NamedValues<>(Layout.class))
        .registerConverter(Convention.class, new NamedValues<>(Convention.class))
        .registerConverter(Fit.class, new NamedValues<>(Fit.class))
        .registerConverter(TensorLayout.class, new NamedValues<>(TensorLayout.class))
        .registerConverter(NmsMethod.class, new NamedValues<>(NmsMethod.class))
        .registerConverter(Backend.class, new NamedValues<>(Backend.class));
  }

  @Override
  public E convert(String text) {
    List<String> names = Arrays.stream(type.getEnumConstants()).map(NamedValues::name).toList();
    int index = names.indexOf(text.toLowerCase(Locale.ROOT));
    if (index < 0) {
      throw new TypeConversionException(
          "'%s' is none of %s, did you mean '%s'?"
              .formatted(text, String.join(", ", names), Names.nearest(text, names)));
    }
    return type.getEnumConstants()[index];
  }

  /** How the command line spells a value. */
  static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
