package dev.jaccard.loss;

import java.util.List;

/**
 * A loss of the catalogue.
 *
 * @param name the name, such as {@code ciou}
 * @param formula the loss in one line
 * @param paper where it comes from
 * @param parameters its parameters
 * @param targetDetached whether the target carries no gradient
 * @param definition the expression
 */
public record CatalogEntry(
    String name,
    String formula,
    String paper,
    List<Parameter> parameters,
    boolean targetDetached,
    BoxLossDefinition definition) {}
