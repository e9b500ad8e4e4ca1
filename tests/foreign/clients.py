"""Two clients that others wrote, unmodified, against `punchdeck simulate`.

usage: clients.py BASE_URL CORP_ID AGENT_ID SECRET TRUTH DAY
TRUTH is the file of `simulate --truth`; DAY (YYYY-MM-DD) is the day after its last.
Ends with 0 and a line of figures for each client, or says what differs and ends with 1.
"""

import asyncio
import json
import sys
from datetime import date, datetime, timedelta, timezone

import requests
from wechatpy.exceptions import WeChatClientException
from wechatpy.work import WeChatClient
from wecomkit import AsyncWeComClient, WeComConfig
from wecomkit.exceptions import WeComAPIError

CHINA = timezone(timedelta(hours=8))
PEOPLE_IN_CALL = 100
DAYS_IN_CALL = 29


def midnight(day):
    return int(datetime(day.year, day.month, day.day, tzinfo=CHINA).timestamp())


def canonical(rows):
    return sorted(json.dumps(row, sort_keys=True, ensure_ascii=False) for row in rows)


def chunks(people):
    return [people[at : at + PEOPLE_IN_CALL] for at in range(0, len(people), PEOPLE_IN_CALL)]


def same(what, found, expected):
    if found != expected:
        raise SystemExit(f"{what}: found {str(found)[:300]}, expected {str(expected)[:300]}")


def holds(what, condition):
    if not condition:
        raise SystemExit(f"{what} does not hold")


class Truth:
    """What the simulator says is there."""

    def __init__(self, path, last_day):
        with open(path, encoding="utf-8") as lines:
            self.rows = [json.loads(line) for line in lines]
        holds("there are rows", self.rows)
        first = datetime.fromtimestamp(min(row["checkin_time"] for row in self.rows), CHINA).date()
        self.first = first
        self.last = last_day

    def windows(self):
        """Windows that do not overlap; both ends belong to them."""
        day = self.first
        while day <= self.last:
            after = min(day + timedelta(days=DAYS_IN_CALL), self.last + timedelta(days=1))
            yield midnight(day), midnight(after) - 1
            day = after


async def check_wecomkit(base, corp_id, agent_id, secret, truth):
    async with AsyncWeComClient(WeComConfig(corp_id=corp_id, corp_secret=secret, base_url=base)) as client:
        agent = await client.agent.get(agent_id)
        same("the application is open", agent["close"], 0)
        departments = (await client.departments.list())["department"]
        numbers = (await client.departments.simple_list())["department_id"]
        same("both lists of departments", [d["id"] for d in departments], [d["id"] for d in numbers])
        people = {}
        for department in numbers:
            listed = (await client.users.list_by_department(department["id"]))["userlist"]
            simple = (await client.users.simple_list_by_department(department["id"]))["userlist"]
            same("members in full and by name", [m["userid"] for m in listed], [m["userid"] for m in simple])
            people.update((member["userid"], member) for member in listed)
        accounts = sorted(people)
        one = await client.users.get(accounts[0])
        same("one member", one["name"], people[accounts[0]]["name"])

        rows = []
        for start, end in truth.windows():
            for some in chunks(accounts):
                rows += (await client.checkin.get_checkin_data(3, start, end, some))["checkindata"]
        same("rows", canonical(rows), canonical(truth.rows))

        rules = (await client.checkin.get_checkin_all_options())["group"]
        same("rules of the company", len(rules) >= 3, True)
        day = truth.last - timedelta(days=3)
        own = (await client.checkin.get_checkin_option(accounts[:3], midnight(day)))["info"]
        same("rules of three people", {entry["userid"] for entry in own} <= set(accounts[:3]), True)
        await check_reports(client, accounts[:20], truth)
        await check_approvals(client, truth)
        await check_messages(client, agent_id, accounts)
        try:
            await client.checkin.get_checkin_data(3, midnight(day), midnight(day) + 60, ["nobody.at.all"])
        except WeComAPIError as error:
            same("a stranger fails the call", error.errcode, 301021)
        else:
            raise SystemExit("a stranger was answered")
    print(f"wecomkit: {len(accounts)} people, {len(rows)} rows")


async def check_reports(client, people, truth):
    """The day reports of a week add up to its totals."""
    first, last = truth.last - timedelta(days=8), truth.last - timedelta(days=2)
    days = (await client.checkin.get_checkin_daydata(midnight(first), midnight(last), people))["datas"]
    totals = (await client.checkin.get_checkin_monthdata(midnight(first), midnight(last), people))["datas"]
    holds("there are day reports", days)
    for total in totals:
        who = total["base_info"]["acctid"]
        own = [day["summary_info"] for day in days if day["base_info"]["acctid"] == who]
        worked = sum(day.get("regular_work_sec", 0) for day in own)
        same(f"seconds worked by {who}", total["summary_info"].get("regular_work_sec", 0), worked)
    same("everybody has totals", {total["base_info"]["acctid"] for total in totals}, set(people))


async def check_approvals(client, truth):
    found = await client.approval.get_approve_list(midnight(truth.last - timedelta(days=30)), midnight(truth.last))
    for number in found["sp_no_list"][:5]:
        form = (await client.approval.get_approve(number))["info"]
        same("the form asked for", form["sp_no"], number)
    holds("there are approvals", found["sp_no_list"])


async def check_messages(client, agent_id, accounts):
    sent = await client.messages.send_text(agent_id, "请打卡 ✓", to_user=f"{accounts[0]}|Nobody.At.All")
    same("whom it did not reach", sent["invaliduser"].lower(), "nobody.at.all")
    holds("a message has a number", sent["msgid"])
    try:
        await client.messages.send_markdown(agent_id, "**x**", to_user="nobody.at.all")
    except WeComAPIError as error:
        same("nobody to reach", error.errcode, 81013)
    else:
        raise SystemExit("a message to nobody was sent")


def check_wechatpy(base, corp_id, agent_id, secret, truth):
    class Client(WeChatClient):
        API_BASE_URL = f"{base}/cgi-bin/"

    # Its address for tokens is written into it.
    credentials = {"corpid": corp_id, "corpsecret": secret}
    token = requests.get(f"{base}/cgi-bin/gettoken", params=credentials, timeout=10).json()
    client = Client(corp_id, secret, access_token=token["access_token"])
    people = set()
    for department in client.department.list():
        people.update(member["userid"] for member in client.user.list(department["id"]))
    accounts = sorted(people)
    rows = []
    for start, end in truth.windows():
        for some in chunks(accounts):
            rows += client.oa.get_checkin_data(3, start, end, some)["checkindata"]
    same("rows", canonical(rows), canonical(truth.rows))
    first, last = truth.last - timedelta(days=8), truth.last - timedelta(days=2)
    days = client.oa.get_checkin_daydata(midnight(first), midnight(last), accounts[:20])["datas"]
    same("people with day reports", {day["base_info"]["acctid"] for day in days} <= set(accounts[:20]), True)
    holds("there are day reports", days)
    found = client.oa.get_approval_info(midnight(truth.last - timedelta(days=30)), midnight(truth.last), 0)
    for number in found["sp_no_list"][:5]:
        same("the form asked for", client.oa.get_approval_detail(number)["info"]["sp_no"], number)
    sent = client.message.send_text(agent_id, [accounts[0], "nobody.at.all"], "请打卡 ✓")
    same("whom it did not reach", sent["invaliduser"], "nobody.at.all")
    try:
        # It sends no body at all, which the interface does not take.
        client.oa.get_corp_checkin_option()
    except WeChatClientException as error:
        same("an empty body", error.errcode, 40063)
    else:
        raise SystemExit("an empty body was answered")
    print(f"odoo-wechatpy: {len(accounts)} people, {len(rows)} rows")


def main():
    base, corp_id, agent_id, secret, path, day = sys.argv[1:]
    truth = Truth(path, date.fromisoformat(day))
    asyncio.run(check_wecomkit(base, corp_id, int(agent_id), secret, truth))
    check_wechatpy(base, corp_id, int(agent_id), secret, truth)


main()
