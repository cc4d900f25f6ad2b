package io.mcpmanager.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The conditions of a query, all of which must hold. */
final class Conditions {

  private final StringBuilder sql = new StringBuilder("true");
  private final List<Object> values = new ArrayList<>();

  Conditions and(String condition, Object value) {
    sql.append(" and ").append(condition);
    values.add(value);
    return this;
  }

  Conditions andIn(String column, Collection<?> allowed) {
    sql.append(" and ")
        .append(column)
        .append(" in (")
        .append(String.join(", ", Collections.nCopies(allowed.size(), "?")))
        .append(")");
    values.addAll(allowed);
    return this;
  }

  Query select(Handle handle, String table, String rest) {
    Query query = handle.createQuery("select * from " + table + " where " + sql + " " + rest);
    for (int i = 0; i < values.size(); i++) {
      query.bind(i, values.get(i));
    }
    return query;
  }

  static void checkLimit(int limit) {
    if (limit < 1 || limit > 1001) {
      throw new IllegalArgumentException("limit must be from 1 to 1001, was " + limit);
    }
  }
}
