//! Rows with every field that their reader knows, written by ourselves.

pub const TOKEN: &str = r#"{"errcode":0,"errmsg":"ok","access_token":"sample","expires_in":7200}"#;

pub const AGENT: &str = r#"{"errcode":0,"agentid":1000002,"name":"sync","close":0,
    "allow_userinfos":{"user":[{"userid":"li.lei"}]},"allow_partys":{"partyid":[1]},"allow_tags":{"tagid":[2]}}"#;

pub const DEPARTMENT: &str = r#"{"id":7041,"parentid":1,"name":"研发","order":10}"#;

pub const MEMBER: &str = r#"{"userid":"WHO","name":"李雷","department":[1,2],"main_department":1,"status":1,
    "is_leader_in_dept":[1,0],"direct_leader":["boss"]}"#;

pub const PROFILE: &str = r#"{"errcode":0,"errmsg":"ok","userid":"li.lei","name":"李雷","department":[1,2],
    "main_department":1,"status":1,"is_leader_in_dept":[1,0],"direct_leader":["boss"]}"#;

pub const PLACEMENT: &str = r#"{"userid":"WHO","department":7041}"#;

pub const OPERATION: &str =
    r#"{"time":1780880701,"userid":"WHO","oper_type":7,"detail_type":80,"detail_info":"7041","ip":"203.0.113.7"}"#;

pub const APPROVAL_NUMBERS: &str =
    r#"{"errcode":0,"sp_no_list":["202606080001","202606080002"],"new_next_cursor":"x"}"#;

pub const APPROVAL: &str = r#"{"errcode":0,"info":{"sp_no":"202606080001","sp_name":"请假","sp_status":2,"template_id":"t1",
    "apply_time":1780880701,"applyer":{"userid":"li.lei","partyid":"1"},"apply_data":{"contents":[{"control":"Vacation",
    "id":"Vacation-1","title":[{"text":"请假","lang":"zh_CN"}],"value":{"vacation":{"selector":{"type":"single","options":[
    {"key":"1","value":[{"text":"年假","lang":"zh_CN"}]}]},"attendance":{"date_range":{"type":"halfday","new_begin":1780848000,
    "new_end":1780891200,"new_duration":86400},"type":1,"slice_info":{"day_items":[{"daytime":1780848000,"duration":86400}],
    "duration":86400,"state":1}}}}}]}}}"#;

pub const SENT: &str =
    r#"{"errcode":0,"errmsg":"ok","invaliduser":"a|b","unlicenseduser":"c","msgid":"m1","response_code":"r"}"#;

pub const ADDRESSES: &str = r#"{"errcode":0,"ip_list":["101.226.103.0/25","1.2.3.4"]}"#;

pub const DONE: &str = r#"{"errcode":0,"errmsg":"ok"}"#;

pub const PUNCH: &str = r#"{"userid":"WHO","groupname":"行政班","groupid":10,"checkin_type":"上班打卡",
    "exception_type":"时间异常;地点异常","checkin_time":1780880701,"sch_checkin_time":1780880400,"schedule_id":0,
    "timeline_id":1,"location_title":"总部","location_detail":"天府三街","lat":30547030,"lng":104062890,"wifiname":"HQ",
    "wifimac":"c0:7b:bc:37:f8:d3","notes":"堵车","mediaids":["m1"],"deviceid":"d1"}"#;

pub const DEVICE_RECORD: &str = r#"{"userid":"WHO","checkin_time":1780880701,"device_sn":"QY42","device_name":"东门"}"#;

pub const DAY_REPORT: &str = r#"{"base_info":{"date":1780848000,"record_type":3,"name":"李雷","name_ex":"","departs_name":"总部",
    "acctid":"WHO","day_type":0,"rule_info":{"groupid":11,"groupname":"轮班","scheduleid":229,"schedulename":"夜班",
    "checkintime":[{"work_sec":79200,"off_work_sec":108000}]}},"summary_info":{"checkin_count":2,"regular_work_sec":25200,
    "standard_work_sec":28800,"earliest_time":79500,"lastest_time":104700},"holiday_infos":[{"sp_number":"202606080001",
    "sp_title":{"data":[{"text":"请假","lang":"zh_CN"}]},"sp_description":{"data":[]}}],"exception_infos":[{"exception":1,
    "count":1,"duration":300}],"ot_info":{"ot_status":2,"ot_duration":3600,"exception_duration":[600],
    "workday_over_as_vacation":1,"workday_over_as_money":2,"restday_over_as_vacation":3,"restday_over_as_money":4,
    "holiday_over_as_vacation":5,"holiday_over_as_money":6},"sp_items":[{"type":1,"vacation_id":2,"count":1,
    "duration":43200,"time_type":0,"name":"年假"}]}"#;

pub const RANGE_REPORT: &str = r#"{"base_info":{"record_type":1,"name":"李雷","name_ex":"","departs_name":"总部","acctid":"WHO",
    "rule_info":{"groupid":10,"groupname":"行政班"}},"summary_info":{"work_days":22,"regular_days":20,"rest_days":8,
    "except_days":2,"regular_work_sec":600000,"standard_work_sec":633600},"exception_infos":[{"exception":4,"count":1,
    "duration":28800}],"sp_items":[{"type":3,"vacation_id":0,"count":1,"duration":86400,"time_type":0,"name":"出差"}],
    "overwork_info":{"workday_over_sec":1,"restdays_over_sec":2,"holidays_over_sec":3,"workdays_over_as_vacation":4,
    "workdays_over_as_money":5,"restdays_over_as_vacation":6,"restdays_over_as_money":7,"holidays_over_as_vacation":8,
    "holidays_over_as_money":9}}"#;

pub const ROSTER: &str = r#"{"userid":"WHO","yearmonth":202606,"groupid":11,"groupname":"轮班","schedule":{"scheduleList":[
    {"day":8,"schedule_info":{"schedule_id":229,"schedule_name":"夜班","time_section":[{"id":1,"work_sec":79200,
    "off_work_sec":108000}]}},{"day":9,"schedule_info":{"schedule_id":0,"schedule_name":"休息","time_section":[]}}]}}"#;

pub const RULE: &str = r#"{"groupid":7041,"grouptype":1,"groupname":"行政班","checkindate":[{"workdays":[1,2,3,4,5],
    "biweekly":{"enable_weekday_recurrence":true,"odd_workdays":[1,6],"even_workdays":[1]},"checkintime":[{"time_id":1,
    "work_sec":32400,"off_work_sec":64800,"earliest_work_sec":25200,"latest_work_sec":46800,"earliest_off_work_sec":46800,
    "latest_off_work_sec":97200,"no_need_checkon":false,"no_need_checkoff":false,"allow_rest":true,"rest_begin_time":43200,
    "rest_end_time":46800,"rest_times":[{"rest_begin_time":54000,"rest_end_time":54900}]}],"noneed_offwork":false,
    "limit_aheadtime":14400000,"limit_offtime":14400,"flex_time":300000,"flex_on_duty_time":-1,"flex_off_duty_time":60,
    "allow_flex":true,"max_allow_arrive_early":1800,"max_allow_arrive_late":3600,"late_rule":{
    "allow_offwork_after_time":true,"timerules":[{"offwork_after_time":3600,"onwork_flex_time":1800}]}}],
    "spe_workdays":[{"type":0,"timestamp":1781280000,"notes":"开业","checkintime":[{"work_sec":32400,"off_work_sec":61200}]}],
    "spe_offdays":[{"type":1,"begtime":1781280000,"endtime":1781366400}],"sync_holidays":true,"sync_out_checkin":true,
    "allow_checkin_offworkday":true,"span_day_time":14400,"standard_work_duration":28800,"checkin_method_type":1,
    "offwork_interval_time":300,"schedulelist":[{"schedule_id":229,"schedule_name":"夜班","limit_aheadtime":3600000,
    "time_section":[{"time_id":1,"work_sec":79200,"off_work_sec":21600}]}],"allow_apply_offworkday":true,
    "allow_apply_bk_cnt":3,"allow_apply_bk_day_limit":-1,"buka_restriction":5,"open_sp_checkin":false,"option_out_range":1,
    "type":3,"loc_infos":[{"lat":30547030,"lng":104062890,"distance":300}],"wifimac_infos":[{"wifiname":"HQ",
    "wifimac":"c0:7b:bc:37:f8:d3"}],"range":{"party_id":["1"],"userid":["li.lei"],"tagid":[2]},"white_users":["boss"],
    "ot_info":{"type":1,"allow_ot_workingday":true,"allow_ot_nonworkingday":true,"otcheckinfo":{
    "ot_workingday_time_start":1800,"ot_workingday_time_min":1800,"ot_workingday_time_max":14400,
    "ot_nonworkingday_time_min":1800,"ot_nonworkingday_time_max":14400,"ot_nonworkingday_spanday_time":0,
    "ot_workingday_restinfo":{"type":1,"fix_time_rule":{"fix_time_begin_sec":64800,"fix_time_end_sec":66600}},
    "ot_nonworkingday_restinfo":{"type":2,"cal_ottime_rule":{"items":[{"ot_time":18000,"rest_time":3600}]}}}}}"#;

pub const EFFECTIVE_RULE: &str = r#"{"userid":"WHO","group":{"groupid":10,"grouptype":3,"groupname":"自由",
    "group.checkin_method_type":0,"checkindate":[{"workdays":[1],"flex_time":300000,"flex_on_duty_time":-1}],
    "ot_info_v2":{"workdayconf":{"allow_ot":true,"type":1,"checkin":{"ot_time_start":1800,"ot_time_min":1800,
    "ot_time_max":14400,"restinfo":{"type":1,"fix_time_rule_list":[{"fix_time_begin_sec":64800,"fix_time_end_sec":66600}]}}},
    "restdayconf":{"allow_ot":true,"type":0,"applycheckin":{"restinfo":{"type":0}}},"holidayconf":{"allow_ot":false,
    "type":2,"apply":{"restinfo":{"type":0}}}}}}"#;
