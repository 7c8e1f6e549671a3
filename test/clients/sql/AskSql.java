import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.Properties;
import java.util.stream.Collectors;

/** Asks by clickhouse-jdbc: address, key, compression, then statements; prints a JSON line for each. */
public class AskSql {
  public static void main(String[] args) {
    var asked = new Properties();
    asked.setProperty("user", "ada");
    asked.setProperty("password", args[2]);
    if (args[3].equals("off")) asked.setProperty("compress", "0");
    try (var connection = DriverManager.getConnection("jdbc:clickhouse://" + args[0] + ":" + args[1], asked)) {
      for (var sql : Arrays.copyOfRange(args, 4, args.length)) System.out.println(ask(connection, sql));
    } catch (SQLException error) {
      System.out.println(told(error));
    }
  }

  static String ask(Connection connection, String sql) {
    var sums = sql.startsWith("sum:");
    var bound = sql.startsWith("bind:");
    var text = sums || bound ? sql.substring(sql.indexOf(':') + 1) : sql;
    try (PreparedStatement statement = connection.prepareStatement(text)) {
      if (bound) {
        statement.setString(1, "it's \\ é");
        statement.setInt(2, 3);
      }
      try (ResultSet rows = statement.executeQuery()) {
        return sums ? sumOf(rows) : rowsOf(rows);
      }
    } catch (SQLException error) {
      return told(error);
    }
  }

  static String sumOf(ResultSet rows) throws SQLException {
    long count = 0;
    long sum = 0;
    for (; rows.next(); count += 1) sum += rows.getLong(1);
    return "{\"rows\":[[" + count + "," + sum + "]]}";
  }

  static String rowsOf(ResultSet rows) throws SQLException {
    var all = new StringBuilder("{\"rows\":[");
    for (var first = true; rows.next(); first = false) {
      all.append(first ? "[" : ",[");
      for (var at = 1; at <= rows.getMetaData().getColumnCount(); at += 1) {
        all.append(at == 1 ? "" : ",").append(json(rows.getObject(at)));
      }
      all.append("]");
    }
    return all.append("]}").toString();
  }

  static String json(Object value) throws SQLException {
    if (value instanceof Array array) return json(array.getArray());
    if (value instanceof Object[] many) {
      var texts = new String[many.length];
      for (var at = 0; at < many.length; at += 1) texts[at] = json(many[at]);
      return Arrays.stream(texts).collect(Collectors.joining(",", "[", "]"));
    }
    if (value instanceof Timestamp time) return json(time.toInstant().toString());
    if (value instanceof BigDecimal || value == null) return value == null ? "null" : json(value.toString());
    if (value instanceof Number || value instanceof Boolean) return value.toString();
    var text = value.toString();
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }

  static String told(SQLException error) {
    return "{\"error\":\"" + error.getMessage().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ") + "\"}";
  }
}
