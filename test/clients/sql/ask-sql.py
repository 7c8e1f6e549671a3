"""Asks by clickhouse-connect: address, key, compression, then statements; prints a JSON line for each."""

import datetime
import decimal
import json
import sys

import clickhouse_connect


def told(value):
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, (datetime.date, decimal.Decimal)):
        return str(value)
    return value


def ask(client, sql):
    kind, _, text = sql.partition(":")
    if kind == "sum":
        with client.query_row_block_stream(text) as stream:
            values = [row[0] for block in stream for row in block]
        return {"rows": [[len(values), sum(values)]]}
    if kind == "bind":
        result = client.query(text, parameters={"text": "it's \\ é", "number": 3})
    else:
        result = client.query(sql)
    return {"rows": [[told(value) for value in row] for row in result.result_rows]}


def main(host, port, key, compress, *statements):
    try:
        client = clickhouse_connect.get_client(
            host=host, port=int(port), username="ada", password=key, compress=compress == "on"
        )
    except Exception as error:
        print(json.dumps({"error": str(error)}))
        return
    for sql in statements:
        try:
            reply = ask(client, sql)
        except Exception as error:
            reply = {"error": str(error)}
        print(json.dumps(reply, default=str))


main(*sys.argv[1:])
