package io.mcpmanager.store;

import io.mcpmanager.api.error.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps that bring a database to the present schema, forward only. A step that was released is never changed: its
 * checksum is kept in the database and compared.
 */
record Migrations(List<Script> scripts) {

  /** One step; its number is its place in the list, from 1. */
  record Script(String name, String sql) {

    static Script shipped(String name) {
      try (InputStream in = Script.class.getResourceAsStream("sqlite/" + name)) {
        if (in == null) {
          throw new IllegalStateException("the migration " + name + " is missing from the jar");
        }
        return new Script(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new IllegalStateException("the migration " + name + " can't be read", e);
      }
    }

    String checksum() {
      try {
        byte[] digest = MessageDigest.getInstance("SHA-256")
            .digest(sql.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);
  // "MCPM": tells our files from other people's SQLite databases
  private static final int APPLICATION_ID = 0x4D43504D;

  static final Migrations SHIPPED = new Migrations(List.of(
      Script.shipped("V1__servers_events_logs.sql"),
      Script.shipped("V2__instances.sql"),
      Script.shipped("V3__health_samples.sql"),
      Script.shipped("V4__sessions.sql"),
      Script.shipped("V5__documents.sql"),
      Script.shipped("V6__audit.sql")));

  void apply(Database database) {
    // a database that is refused is not changed, not even its journal mode
    int applied = check(database);
    try (Handle handle = database.openForWriting()) {
      if (applied == 0) {
        handle.execute("pragma application_id = " + APPLICATION_ID);
      }
      handle.execute("create table if not exists schema_migration ("
          + "version integer not null primary key, name text not null,"
          + " checksum text not null, applied_at integer not null) strict");
      IntStream.rangeClosed(applied + 1, scripts.size()).forEach(version -> apply(handle, version));
    } catch (JdbiException e) {
      throw Failures.of("opening the database " + database.file(), e);
    }
  }

  /** The version of a database's schema; 0 if it has none yet. */
  static int version(Handle handle) {
    return hasTable(handle, "schema_migration")
        ? handle
            .createQuery("select coalesce(max(version), 0) from schema_migration")
            .mapTo(Integer.class)
            .one()
        : 0;
  }

  private static boolean hasTable(Handle handle, String name) {
    return handle
        .createQuery("select count(*) from sqlite_schema where name = ?")
        .bind(0, name)
        .mapTo(Boolean.class)
        .one();
  }

  /** Refuses what this program can't use, and changes nothing; else says how many steps were applied. */
  int check(Database database) {
    try (Handle handle = database.openForReading()) {
      return check(handle, database);
    } catch (JdbiException e) {
      throw Failures.of("opening the database " + database.file(), e);
    }
  }

  private int check(Handle handle, Database database) {
    int owner = handle.createQuery("pragma application_id").mapTo(Integer.class).one();
    int tables = handle
        .createQuery("select count(*) from sqlite_schema")
        .mapTo(Integer.class)
        .one();
    if (owner != APPLICATION_ID && (owner != 0 || tables != 0)) {
      throw new StoreException(
          "the file " + database.file() + " is a database of another program", null);
    }
    if (!hasTable(handle, "schema_migration")) {
      return 0;
    }
    Map<Integer, String> applied = handle
        .createQuery("select version, checksum from schema_migration")
        .map((row, context) -> Map.entry(row.getInt("version"), row.getString("checksum")))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    check(applied, database);
    return applied.size();
  }

  private void check(Map<Integer, String> applied, Database database) {
    applied.forEach((version, checksum) -> {
      if (version > scripts.size()) {
        throw new StoreException(
            "the database " + database.file() + " was written by a newer version: it has schema "
                + version + ", this program knows up to " + scripts.size(),
            null);
      }
      Script script = scripts.get(version - 1);
      if (!script.checksum().equals(checksum)) {
        throw new StoreException(
            "the migration " + script.name() + " differs from the one that was applied to "
                + database.file(),
            null);
      }
    });
  }

  private void apply(Handle handle, int version) {
    Script script = scripts.get(version - 1);
    handle.useTransaction(transaction -> {
      transaction.createScript(script.sql()).execute();
      transaction.execute(
          "insert into schema_migration values (?, ?, ?, unixepoch() * 1000)",
          version,
          script.name(),
          script.checksum());
    });
    LOG.atInfo().addKeyValue("migration", script.name()).log("database migrated");
  }
}
