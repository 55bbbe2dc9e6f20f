#!/usr/bin/python3
"""make-county.py: the demonstration county, invented from a seed

  make-county.py [--seed N] [--today DATE] DIR

writes DIR/register.csv (columns of the person register, for `ruhu-hq register import`) and
DIR/divisions.csv (code,name). The same seed and day give the same bytes. Nobody in it exists:
GB/T 2260 assigns no code that begins with 99, and telephone numbers are from blocks of zeros.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import argparse
import csv
import datetime
import pathlib
import sys

COUNTY = "990101"
HOUSEHOLDS = {1: 320, 2: 110, 3: 20}  # persons of the register in it → how many: 450, 600 persons

DIVISIONS = [
    ("9901", "示范市"),
    ("990101", "示范县"),
    ("990101100", "石湾镇"),
    ("990101200", "青坪乡"),
    ("990101100201", "石湾村"),
    ("990101100202", "三河村"),
    ("990101100203", "杨树沟村"),
    ("990101200201", "青坪村"),
    ("990101200202", "柳林村"),
    ("990101200203", "上庄村"),
]

# Village: households, groups, and how its addresses write a group.
VILLAGES = {
    "990101100201": (95, 4, "{han}组"),
    "990101100202": (80, 5, "{han}组"),
    "990101100203": (70, 4, "{n}组"),
    "990101200201": (85, 6, "{han}组"),
    "990101200202": (65, 3, "{han}社"),
    "990101200203": (55, 3, "{n}组"),
}

# People the screens and the documentation speak of; village, group, house, name, sex, birth, category,
# grade, telephone.
KNOWN = [
    ("990101100201", 2, 12, "王桂花", 2, "1958-03-12", 4, 2, "13900001427"),
    ("990101100201", 3, 1, "李建军", 1, "1966-12-12", 1, 1, "13900005511"),
    ("990101100201", 1, 5, "马国强", 1, "1985-07-03", 4, 3, "13900002210"),
    ("990101100201", 1, 9, "张秀英", 2, "1949-10-01", 2, 3, "13900003104"),
    ("990101100201", 3, 6, "杨小龙", 1, "2019-05-05", 5, 2, ""),
    ("990101100201", 4, 3, "王贵红", 2, "1985-06-15", 2, 3, "13900007788"),
    ("990101100201", 1, 8, "汪国华", 1, "1971-01-01", 1, 1, "13900003110"),
]

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈吕苏卢蒋蔡贾丁魏薛"
    "叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武"
)
RARE_SURNAMES = ["单", "仇", "解", "曾", "朴", "区", "查", "盖", "翟", "覃", "缪", "乐", "牟", "员", "种"]
COMPOUND_SURNAMES = ["欧阳", "上官", "司马", "诸葛", "尉迟", "万俟", "澹台", "皇甫", "令狐", "长孙"]
GIVEN = {
    1: "国建志文明强军平伟刚勇毅俊峰辉超波宁贵福生龙海山仁义新民"
    "永健广成康星光天达安岩林有和彪诚先敬震振壮思豪乐长行",
    2: "秀娟英华慧巧美娜静淑惠珠翠雅芝玉萍红娥玲芬芳燕彩春菊兰凤"
    "洁梅琳素云莲真环雪荣爱妹霞香月莺媛艳瑞凡佳桂花茜莎乐",
}
# Of minorities: ethnic code, and whole names by sex; some have a dot, some four characters.
MINORITY = {
    "05": {
        1: ["艾力·吐尔逊", "买买提·艾合买提", "阿卜杜拉·热合曼", "玉素甫·卡德尔"],
        2: ["阿依古丽·买买提", "古丽娜尔·吐尔地", "热依汗·阿不都拉", "帕提古丽·艾山"],
    },
    "04": {1: ["扎西顿珠", "多杰", "次仁旺堆", "格桑·多吉"], 2: ["卓玛", "央金拉姆", "白玛措", "达娃·卓嘎"]},
    "02": {1: ["巴特尔", "宝音图", "那木拉"], 2: ["其其格", "乌云", "萨仁花"]},
    "30": {1: ["李成元", "东永福"], 2: ["祁月兰", "麻英索"]},
}
HUI_SURNAMES = "马白丁金哈穆撒沙海虎田杨王"
CATEGORY_SHARE = {4: 48, 2: 15, 1: 13, 6: 9, 5: 8, 7: 4, 3: 3}
GRADE_SHARE = {1: 16, 2: 28, 3: 26, 4: 30}
SELF_CARE = {
    1: {"none": 55, "partly": 40, "mostly": 5},
    2: {"partly": 55, "mostly": 35, "none": 10},
    3: {"mostly": 60, "full": 40},
    4: {"full": 85, "mostly": 15},
}
HARDSHIP = {"none": 52, "dibao": 20, "margin": 11, "monitored": 8, "dibao monitored": 5, "tekun": 4}
EDUCATION = {"no_school": 30, "primary": 38, "junior": 22, "senior": 6, "vocational": 3, "college": 1}
JOBS = {"farm": 46, "flexible": 30, "self_employed": 10, "public_post": 8, "workshop": 6}
TRADES = {"farming": 50, "service": 22, "craft": 10, "factory": 10, "ecommerce": 8}
HELPERS = {"alone": "none", "spouse": "spouse", "parents": "parent", "children": "child"}
HAN_NUMBERS = "〇一二三四五六七八九"

COLUMNS = (
    "person_id person_name resident_id birth_date sex ethnic_code phone division_code address household_id"
    " hh_size hh_disabled elder_carer living_with guardian_name guardian_relation guardian_phone marital"
    " hukou cert_no cert_status cert_category cert_grade multi_cat cert_valid_until hardship"
    " poverty_history monitor_type monitor_risk housing_type housing_safety inc_per_capita_last"
    " pension_ins medical_ins dibao_status living_subsidy nursing_subsidy accident_ins fuel_subsidy"
    " self_care helper_type tuoyang_now family_doctor rehab_received device_owned edu_level"
    " school_status employed job_form job_trade mod_status mod_year attempts_this_period"
    " last_visit_date matter_open interview_lang"
).split()


class Dice:
    """splitmix64: the same numbers from the same seed in every version of every language."""

    def __init__(self, seed):
        self.state = seed & 0xFFFFFFFFFFFFFFFF

    def bits(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
        return z ^ (z >> 31)

    def below(self, n):
        return self.bits() % n

    def between(self, least, most):
        return least + self.below(most - least + 1)

    def chance(self, percent):
        return self.below(100) < percent

    def pick(self, things):
        return things[self.below(len(things))]

    def weighed(self, shares):
        n = self.below(sum(shares.values()))
        for thing, share in shares.items():
            n -= share
            if n < 0:
                return thing
        raise AssertionError

    def shuffle(self, things):
        for i in range(len(things) - 1, 0, -1):
            j = self.below(i + 1)
            things[i], things[j] = things[j], things[i]

    def uuid(self):
        digits = f"{self.bits():016x}{self.bits():016x}"
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{'89ab'[self.below(4)]}{digits[17:20]}-{digits[20:]}"


def check_character(seventeen):
    """ISO 7064 MOD 11-2, as GB 11643 has it."""
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return "10X98765432"[sum(int(d) * w for d, w in zip(seventeen, weights)) % 11]


def age_on(birth, day):
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def add_years(day, years):
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


class County:
    def __init__(self, seed, today):
        self.dice = Dice(seed)
        self.today = today
        self.numbers = set()
        self.phones = {known[8] for known in KNOWN}
        self.rows = []
        # Every category with every grade first, in any order, then as they occur.
        self.kinds = [(c, g) for c in range(1, 8) for g in range(1, 5)]
        self.dice.shuffle(self.kinds)

    def resident_id(self, birth, sex):
        while True:
            area = COUNTY if self.dice.chance(92) else self.dice.pick(["990102", "990201"])
            digits = f"{area}{birth:%Y%m%d}{self.dice.between(0, 49) * 2 + (sex == 1):03d}"
            number = digits + check_character(digits)
            if number not in self.numbers:
                self.numbers.add(number)
                return number

    def phone(self):
        while True:
            number = f"{self.dice.pick(['1390000', '1380000', '1370000'])}{self.dice.below(10000):04d}"
            if number not in self.phones:
                self.phones.add(number)
                return number

    def surname(self, ethnic):
        if ethnic == "03":
            return self.dice.pick(HUI_SURNAMES)
        kind = self.dice.below(100)
        if kind < 4:
            return self.dice.pick(COMPOUND_SURNAMES)
        if kind < 10:
            return self.dice.pick(RARE_SURNAMES)
        # Some surnames are many people's, most are few people's.
        return SURNAMES[min(self.dice.below(len(SURNAMES)), self.dice.below(len(SURNAMES)))]

    def name(self, surname, ethnic, sex):
        if ethnic in MINORITY:
            return self.dice.pick(MINORITY[ethnic][sex])
        one = self.dice.pick(GIVEN[sex])
        if self.dice.chance(18):
            return surname + one
        return surname + one + self.dice.pick(GIVEN[sex])

    def birth(self, least, most):
        day = add_years(self.today, -self.dice.between(least, most))
        return day - datetime.timedelta(days=self.dice.below(365))

    def kind(self, age):
        """Category and grade that a person of this age may have been assessed with."""
        for i, (category, grade) in enumerate(self.kinds):
            if age >= 3 or category not in (2, 3):
                return self.kinds.pop(i)
        while True:
            category = self.dice.weighed(CATEGORY_SHARE)
            if age >= 3 or category not in (2, 3):
                return category, self.dice.weighed(GRADE_SHARE)

    # ----- households -----

    def make(self):
        sizes = [n for n, count in HOUSEHOLDS.items() for _ in range(count)]
        self.dice.shuffle(sizes)
        places = self.places()
        known = {(k[0], k[1], k[2]): k for k in KNOWN}
        # Whom the screens show lives alone on the register; so these houses take a size of one.
        alone = [i for i, size in enumerate(sizes) if size == 1]
        for i, place in enumerate(places):
            if place in known:
                j = alone.pop()
                sizes[i], sizes[j] = sizes[j], sizes[i]
                alone = [a for a in alone if sizes[a] == 1 and places[a] not in known]
        for number, (place, size) in enumerate(zip(places, sizes), 1):
            self.household(f"H{number:04d}", place, size, known.get(place))

    def places(self):
        """Village, group and house of each household; no two the same."""
        found = []
        for village, (count, groups, _) in VILLAGES.items():
            here = [(village, k[1], k[2]) for k in KNOWN if k[0] == village]
            free = [(village, g, h) for g in range(1, groups + 1) for h in range(1, 41)]
            self.dice.shuffle(free)
            here += [place for place in free if place not in here][: count - len(here)]
            found += sorted(here)
        return found

    def address(self, place):
        village, group, house = place
        names = dict(DIVISIONS)
        words = VILLAGES[village][2].format(han=HAN_NUMBERS[group], n=group)
        return f"{names[village]}{words}{house}号"

    def household(self, number, place, size, known):
        dice = self.dice
        ethnic = "01" if known else dice.weighed({"01": 66, "03": 24, "05": 4, "04": 3, "02": 2, "30": 1})
        hardship = dice.weighed(HARDSHIP)
        monitored = "monitored" in hardship
        shared = {
            "household_id": number,
            "division_code": place[0],
            "address": self.address(place),
            "hh_size": str(size if known else size + dice.below(4)),
            "hh_disabled": str(size),
            "ethnic_code": ethnic,
            "hardship": hardship,
            "dibao_status": "dibao" if "dibao" in hardship else "tekun" if hardship == "tekun" else "none",
            "monitor_type": dice.pick(["unstable", "marginal", "sudden"]) if monitored else "none",
            "monitor_risk": dice.pick(["disability", "disability labour", "illness"]) if monitored else "",
            "poverty_history": "yes" if hardship != "none" and dice.chance(60) else "no",
            "housing_type": dice.weighed({"brick": 62, "flat": 18, "earth": 15, "cave": 5}),
            "housing_safety": dice.weighed({"a": 60, "b": 32, "c": 6, "unknown": 2}),
            "inc_per_capita_last": str(100 * dice.between(*((90, 260) if hardship == "none" else (42, 80)))),
        }
        surname = self.surname(ethnic)
        landline = self.phone()
        for member in range(size):
            row = dict(shared)
            self.person(row, member, surname, landline, known)
            self.rows.append(row)

    # ----- persons -----

    def person(self, row, member, surname, landline, known):
        dice = self.dice
        if known:
            sex, birth = known[4], datetime.date.fromisoformat(known[5])
            name, kind = known[3], (known[6], known[7])
        else:
            sex = 1 if dice.chance(54) else 2
            birth = self.birth(*dice.weighed({(2, 6): 4, (7, 17): 8, (18, 59): 46, (60, 92): 42}))
            # The second of a household is often married into it.
            own = surname if member != 1 or dice.chance(45) else self.surname(row["ethnic_code"])
            name, kind = self.name(own, row["ethnic_code"], sex), None
        age = age_on(birth, self.today)
        if age < 18:
            row["hh_size"] = str(max(int(row["hh_size"]), int(row["hh_disabled"]) + 2))
        row.update(
            person_id=dice.uuid(),
            person_name=name,
            birth_date=birth.isoformat(),
            sex=str(sex),
            phone=known[8] if known else self.own_phone(age, landline),
            hukou=dice.weighed({"rural": 82, "unified": 13, "urban": 5}),
            matter_open="yes" if dice.chance(9) else "no",
            attempts_this_period=str(dice.weighed({0: 80, 1: 15, 2: 5})),
        )
        self.certificate(row, birth, sex, age, kind, known is not None)
        self.family(row, age, sex)
        self.welfare(row, age)
        self.learning_and_work(row, age)
        self.visits(row)

    def own_phone(self, age, landline):
        if age < 14:
            return ""
        return landline if self.dice.chance(35) else self.phone() if self.dice.chance(85) else ""

    def certificate(self, row, birth, sex, age, kind, known):
        dice = self.dice
        # A few have no identity number, hence no certificate: newborn or never registered.
        if not known and dice.below(150) == 0:
            row.update(resident_id="", cert_no="", cert_status="none")
            return
        row["resident_id"] = self.resident_id(birth, sex)
        if not known and dice.chance(2):
            row.update(cert_no="", cert_status="none")
            return

        category, grade = kind or self.kind(age)
        number = f"{row['resident_id']}{category}{grade}"
        if dice.chance(4):
            number += "B1" if dice.chance(85) else "B2"
        status = "valid" if known else dice.weighed({"valid": 86, "expiring": 6, "expired": 5, "frozen": 1, "lost": 2})
        days = {"expiring": dice.between(5, 360), "expired": -dice.between(5, 500)}.get(status, dice.between(370, 3600))
        row.update(
            cert_no=number,
            cert_status=status,
            cert_category=str(category),
            cert_grade=str(grade),
            cert_valid_until=(self.today + datetime.timedelta(days=days)).isoformat(),
        )
        if category == 7:
            parts = ["1", "2", "3", "4", "5", "6"]
            dice.shuffle(parts)
            row["multi_cat"] = " ".join(sorted(parts[: 2 if dice.chance(85) else 3]))
        if category in (2, 3) and grade <= 2:
            row["interview_lang"] = dice.weighed({"sign": 55, "written": 20, "gesture": 25})
        elif row["ethnic_code"] == "05" and dice.chance(60):
            row["interview_lang"] = "ethnic"
        else:
            row["interview_lang"] = dice.weighed({"dialect": 70, "putonghua dialect": 20, "putonghua": 10})

    def family(self, row, age, sex):
        dice = self.dice
        size = int(row["hh_size"])
        if age < 20:
            marital = "10"
        elif size == 1:
            marital = dice.weighed({"30": 60, "10": 30, "40": 10} if age >= 60 else {"10": 70, "40": 30})
        elif age < 60:
            marital = dice.weighed({"20": 58, "10": 30, "40": 8, "30": 4})
        else:
            marital = dice.weighed({"20": 62, "30": 28, "10": 6, "40": 4})
        if age < 18:
            living = "parents"
        elif size == 1:
            living = "alone"
        elif marital == "20":
            living = "spouse"
        else:
            living = dice.pick(["parents", "relatives", "children"] if age < 60 else ["children", "relatives"])
        row.update(
            marital=marital,
            living_with=living,
            elder_carer="yes" if living == "parents" and age >= 35 and dice.chance(80) else "no",
        )
        if age < 18 or row.get("cert_category") in ("5", "6"):
            relation = "parent" if age < 50 else dice.pick(["spouse", "child", "sibling"])
            row.update(
                guardian_name=self.name(self.surname("01"), "01", dice.between(1, 2)),
                guardian_relation=relation,
                guardian_phone=self.phone(),
            )

    def welfare(self, row, age):
        dice = self.dice
        grade = int(row.get("cert_grade") or 5)
        certified = grade < 5 and row["cert_status"] in ("valid", "expiring")
        poor = row["dibao_status"] != "none"
        care = dice.weighed(SELF_CARE.get(grade, SELF_CARE[4]))
        paid = "receiving" if dice.chance(92) else "eligible_not"
        motor = row.get("cert_category") == "4" and 18 <= age < 70 and dice.chance(6)
        if age < 16:
            pension = ""
        elif age >= 60:
            pension = "receiving"
        else:
            pension = "enrolled" if dice.chance(94) else "not"
        row.update(
            pension_ins=pension,
            medical_ins="enrolled" if dice.chance(98) else "not",
            living_subsidy=paid if poor and certified else "not_eligible",
            nursing_subsidy=paid if grade <= 2 and certified else "not_eligible",
            accident_ins="enrolled" if dice.chance(70) else "not",
            fuel_subsidy="yes" if motor else "no",
            self_care=care,
            helper_type="" if care == "full" else HELPERS.get(row["living_with"], "relative"),
            tuoyang_now="yes" if care == "none" and dice.chance(20) else "no",
            family_doctor="yes" if dice.chance(88) else "no",
            rehab_received="yes" if dice.chance(41) else "no",
            device_owned="yes" if dice.chance(36) else "no",
        )
        modified = row.get("cert_category") in ("1", "4", "7") and grade <= 2 and dice.chance(22)
        if modified:
            row.update(mod_status="done_ok", mod_year=str(self.today.year - dice.between(1, 5)))
        else:
            row["mod_status"] = "not_done" if grade <= 2 else "not_needed"

    def learning_and_work(self, row, age):
        dice = self.dice
        if age < 7:
            row.update(edu_level="preschool", school_status="too_young" if age < 3 else "in_school")
        elif age < 18:
            row.update(edu_level="primary" if age < 13 else "junior",
                       school_status=dice.weighed({"in_school": 86, "home_teaching": 10, "dropped": 4}))
        else:
            row["edu_level"] = dice.weighed(EDUCATION)
        if 16 <= age < 60 and row["self_care"] in ("full", "mostly"):
            works = dice.chance(43)
            row["employed"] = "yes" if works else "no"
            if works:
                row.update(job_form=dice.weighed(JOBS), job_trade=dice.weighed(TRADES))

    def visits(self, row):
        dice = self.dice
        # Who holds a new certificate was not visited yet; the others at some time in a year or more.
        if row["cert_status"] == "none" or dice.chance(6):
            return
        row["last_visit_date"] = (self.today - datetime.timedelta(days=dice.between(3, 420))).isoformat()


def write(path, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main():
    parser = argparse.ArgumentParser(description="Invent the demonstration county.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--today", type=datetime.date.fromisoformat, default=datetime.date(2026, 11, 21))
    parser.add_argument("dir", type=pathlib.Path)
    options = parser.parse_args()

    county = County(options.seed, options.today)
    county.make()
    options.dir.mkdir(parents=True, exist_ok=True)
    write(options.dir / "divisions.csv", ["code", "name"], DIVISIONS)
    write(options.dir / "register.csv", COLUMNS, [[row.get(c, "") for c in COLUMNS] for row in county.rows])
    return 0


if __name__ == "__main__":
    sys.exit(main())
