package io.mcpmanager.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;

/**
 * How rows of one kind are inserted.
 *
 * @param into the statement up to its values, such as {@code insert into event}
 * @param columns number of values of a row
 * @param binder sets the values of a row
 * @param <R> kind of row
 */
record RowFormat<R>(String into, int columns, Binder<R> binder) {

  /**
   * Sets the values of one row.
   *
   * @param <R> kind of row
   */
  @FunctionalInterface
  interface Binder<R> {

    /** Binds to the parameters from {@code first} on. */
    void bind(PreparedStatement statement, int first, R row) throws SQLException;
  }

  /** The statement for some rows at once. */
  String sql(int rows) {
    String row = "(" + String.join(", ", Collections.nCopies(columns, "?")) + ")";
    return into + " values " + String.join(", ", Collections.nCopies(rows, row));
  }
}
