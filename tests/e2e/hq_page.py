#!/usr/bin/python3
"""HQ's page in a real browser: what somebody in the county's office sees in the morning.

Chromium trusts the one key of this HQ. With RUHU_SCREENSHOTS=DIR every page is left there.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import json
import os
import subprocess
import sys
import tempfile
import unittest

from selenium import webdriver
from selenium.common.exceptions import (NoSuchElementException, StaleElementReferenceException,
                                        TimeoutException)
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

DATA = os.path.abspath(sys.argv.pop(1))
SCREENSHOTS = os.environ.get('RUHU_SCREENSHOTS')
PASSWORD = '石湾村口有一口老井两棵槐树'
WAIT = 30


class Page(unittest.TestCase):
    def setUp(self):
        self.data = subprocess.Popen([DATA], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                     text=True)
        self.addCleanup(self.end_data)
        self.hq = json.loads(self.data.stdout.readline())
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.addCleanup(self.profile.cleanup)
        self.browser = self.start_browser()
        self.addCleanup(self.browser.quit)
        self.browser.set_window_size(1440, 900)

    def end_data(self):
        self.data.stdin.close()
        self.data.stdout.close()
        self.assertEqual(self.data.wait(WAIT), 0)

    def tell_hq(self, command):
        self.data.stdin.write(command + '\n')
        self.data.stdin.flush()
        self.hq = json.loads(self.data.stdout.readline())

    def start_browser(self):
        options = webdriver.ChromeOptions()
        for argument in ('--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run',
                         '--disable-background-networking', '--disable-dev-shm-usage',
                         '--force-device-scale-factor=1', '--lang=zh-CN',
                         f'--user-data-dir={self.profile.name}',
                         f'--ignore-certificate-errors-spki-list={self.hq["pin"]}'):
            options.add_argument(argument)
        options.set_capability('goog:loggingPrefs', {'browser': 'ALL'})
        return webdriver.Chrome(service=Service('/usr/bin/chromedriver'), options=options)

    # What a test says of a page.

    def wait(self, what):
        try:
            # A page that loads itself again takes its elements along.
            return WebDriverWait(self.browser, WAIT, ignored_exceptions=[
                NoSuchElementException, StaleElementReferenceException]).until(what)
        except TimeoutException as lost:
            raise AssertionError(f'{self.browser.current_url}: {self.text("body")}') from lost

    def ready(self, path):
        """Waits until the page at that path has drawn itself."""
        self.wait(lambda b: b.execute_script(
            'return location.pathname === arguments[0] && document.body.dataset.ready === "yes"',
            path))

    def open(self, path):
        self.browser.get(self.hq['url'] + path)
        self.ready(path.split('?')[0])

    def find(self, selector):
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def find_all(self, selector):
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def text(self, selector='main'):
        return self.find(selector).text

    def focused(self):
        return self.browser.switch_to.active_element

    def photograph(self, name, width=1440, height=900):
        if SCREENSHOTS is None:
            return
        os.makedirs(SCREENSHOTS, exist_ok=True)
        self.browser.set_window_size(width, height)
        whole = self.browser.execute_script('return document.documentElement.scrollHeight')
        self.browser.execute_cdp_cmd('Emulation.setDeviceMetricsOverride', {
            'width': width, 'height': max(height, whole), 'deviceScaleFactor': 1, 'mobile': False})
        self.browser.save_screenshot(os.path.join(SCREENSHOTS, f'hq-{name}.png'))
        self.browser.execute_cdp_cmd('Emulation.clearDeviceMetricsOverride', {})
        self.browser.set_window_size(1440, 900)

    def assert_nothing_complained(self):
        """A refused script or style, or an error of a page, is in the browser's log."""
        self.assertEqual([e for e in self.browser.get_log('browser')
                          if e['level'] in ('SEVERE', 'WARNING')], [])

    def sign_in(self):
        self.browser.get(self.hq['url'] + '/')
        self.ready('/signin.html')
        self.find('#u').send_keys(self.hq['user'])
        self.find('#p').send_keys(self.hq['password'] + Keys.ENTER)
        self.wait(lambda b: b.find_elements(By.CSS_SELECTOR, '#p1'))
        self.find('#p1').send_keys(PASSWORD)
        self.find('#p2').send_keys(PASSWORD + Keys.ENTER)
        self.ready('/')  # where they wanted to go

    # The claims.

    def test_from_sign_in_to_a_picture(self):
        self.browser.get(self.hq['url'] + '/')
        self.ready('/signin.html')
        self.assertEqual(self.text('h1'), '登录')
        self.photograph('signin')
        self.find('#u').send_keys(self.hq['user'])
        self.find('#p').send_keys('not it' + Keys.ENTER)
        self.wait(lambda b: b.find_elements(By.CSS_SELECTOR, '[role=alert]'))
        self.assertIn('登录名或口令不对', self.text('[role=alert]'))
        self.browser.get_log('browser')  # the refusal is there, as it should be
        self.sign_in()

        self.assertEqual(self.text('h1'), '今早看什么')
        self.assertIn('收到 2 份记录', self.text('.lead'))
        self.assertEqual(self.text('.figs .first .v'), '2')
        self.assertIn('石湾镇', self.text('[data-table=sort]'))
        self.assertIn('示范县', self.text('.where'))
        drawn = self.browser.execute_script(
            'const c = document.querySelector("#trend");'
            'return c.getContext("2d").getImageData(0, 0, c.width, c.height).data.some((v) => v)')
        self.assertTrue(drawn)
        self.find('#numbers summary').click()
        self.assertEqual(len(self.find_all('[data-table=nights] tbody tr')), 30)
        self.assertEqual(self.text('[data-table=nights] tbody tr td'), '2')
        self.find('#numbers summary').click()
        self.photograph('night')

        self.find('nav.side a[href^="/responses.html"]').click()
        self.ready('/responses.html')
        self.assertIn('王*花', self.text())
        self.assertNotIn('王桂花', self.browser.page_source)
        self.assertIn('已更正', self.text('tbody'))
        self.photograph('responses')
        self.find(f'a[href*="{self.hq["response"]}"]').click()
        self.ready('/response.html')
        self.check_response('再核对一遍', '见到本人或代答人', '独居', '住房照片')
        self.photograph('response')

        self.find('.me [data-lang=en]').click()
        self.wait(lambda b: b.find_elements(By.CSS_SELECTOR, 'html[lang=en]'))
        self.ready('/response.html')
        self.check_response('Checked again', 'Met the person or a proxy', 'Alone',
                            'Photo of the house')
        self.photograph('response-en')
        self.open('/index.html')
        self.assertEqual(self.text('h1'), 'This morning')
        self.assertIn('2 responses came in', self.text('.lead'))
        self.photograph('night-en')
        self.assert_nothing_complained()

    def check_response(self, proof, answer, alone, picture):
        self.assertIn(proof, self.text('.proof'))
        self.assertIn(answer, self.text('.ans'))
        self.assertIn('<b>water & wall</b>', self.text('.ans'))
        self.assertTrue(any(alone in ins.text for ins in self.find_all('.ans ins')))
        self.assertIn(self.hq['device'] + '-', self.text('#receipt'))
        image = self.find(f'.photos img[alt="{picture}"]')
        self.wait(lambda b: image.get_property('complete'))
        self.assertEqual(image.get_property('naturalWidth'), 480)

    def test_a_number_is_shown_once_somebody_says_why(self):
        self.sign_in()
        self.open(f'/response.html?id={self.hq["response"]}')
        phone = '[data-value="/home-visit/basic/phone"]'
        self.assertEqual(self.text(phone), '139 **** 1427')
        self.find('[data-reveal="/home-visit/basic/phone"]').send_keys(Keys.ENTER)
        self.wait(lambda b: b.find_elements(By.CSS_SELECTOR, 'dialog[open]'))
        self.photograph('reveal')
        self.focused().send_keys(Keys.ESCAPE)
        self.wait(lambda b: not b.find_elements(By.CSS_SELECTOR, 'dialog'))
        self.assertEqual(self.text(phone), '139 **** 1427')
        self.assertEqual(self.focused().get_attribute('data-reveal'), '/home-visit/basic/phone')

        self.focused().send_keys(Keys.ENTER)
        self.wait(lambda b: b.find_elements(By.CSS_SELECTOR, 'dialog[open]'))
        self.find('dialog .b.main').click()
        self.wait(lambda b: self.text(phone) == '13900001427')
        self.assertNotIn('13900001427', self.browser.current_url)
        self.assert_nothing_complained()

    def test_what_two_wrote_is_chosen(self):
        self.sign_in()
        self.open('/open.html')
        self.assertIn('没有待处理的内容', self.text())
        self.tell_hq('differ')
        self.find('nav.side a[href^="/open.html"]').click()
        self.ready('/open.html')
        self.wait(lambda b: b.find_elements(By.CSS_SELECTOR, '[data-conflict]'))
        self.assertIn('1 项两处不同，1 条已存未登记', self.text('.head'))
        self.assertIn('陈*满 · 电话', self.text())
        self.assertEqual({b.text for b in self.find_all('[data-conflict]')},
                         {'选用 111', '选用 222'})
        held = self.hq['device'] + '.'
        self.assertIn(held, self.text('[data-table] tbody th'))
        self.photograph('open')
        self.photograph('open-360', 360, 780)

        self.find('.me [data-lang=en]').click()
        self.wait(lambda b: b.find_elements(By.CSS_SELECTOR, 'html[lang=en]'))
        self.ready('/open.html')
        self.photograph('open-en')
        self.assertIn('1 written differently, 1 kept and not applied', self.text('.head'))
        self.assertIn('button', self.assert_everything_has_a_name('/open.html'))
        self.assert_nothing_complained()

        # Somebody else was faster: HQ's words, and the choice stays open.
        choice = [b for b in self.find_all('[data-conflict]') if b.text == 'Choose 222'][0]
        self.browser.execute_script('arguments[0].dataset.text = "333"', choice)
        choice.click()
        self.wait(lambda b: self.text('.said') != '')
        self.photograph('open-late')
        self.assertEqual(self.text('.said'), 'There is no such thing, or not in your area')
        self.browser.get_log('browser')  # the refusal is there, as it should be
        self.browser.execute_script('arguments[0].dataset.text = "222"', choice)
        choice.send_keys(Keys.ENTER)
        self.wait(lambda b: '0 written differently, 1 kept' in self.text('.head'))
        self.find('[data-release]').click()
        self.wait(lambda b: 'Nothing is open' in self.text())
        self.assert_nothing_complained()

    def test_a_receipt_is_checked(self):
        self.sign_in()
        self.find('nav.side a[href^="/receipt.html"]').click()
        self.ready('/receipt.html')
        self.assertEqual(self.focused().get_attribute('id'), 'text')
        self.focused().send_keys(self.hq['receipt'] + Keys.ENTER)  # as a hand scanner types it
        self.wait(lambda b: b.find_elements(By.CSS_SELECTOR, '[data-verdict=genuine]'))
        self.assertIn('真的：县里签发，内容都在', self.text('.said'))
        self.assertIn('份记录', self.text('.said dl'))
        self.photograph('receipt')
        self.photograph('receipt-360', 360, 780)
        self.focused().send_keys(Keys.CONTROL + 'a')
        self.focused().send_keys(self.hq['receipt'][:-4] + Keys.ENTER)
        self.wait(lambda b: b.find_elements(By.CSS_SELECTOR, '[data-verdict=none], [data-verdict=foreign]'))
        self.photograph('receipt-wrong')

        self.find('.me [data-lang=en]').click()
        self.wait(lambda b: b.find_elements(By.CSS_SELECTOR, 'html[lang=en]'))
        self.ready('/receipt.html')
        self.find('#text').send_keys(self.hq['receipt'] + Keys.ENTER)
        self.wait(lambda b: 'Genuine: signed here' in self.text('.said'))
        self.assertIn('button', self.assert_everything_has_a_name('/receipt.html'))
        self.assert_nothing_complained()

    def test_an_answer_changed_by_hand_is_said_plainly(self):
        self.sign_in()
        self.tell_hq('alter')
        self.open(f'/response.html?id={self.hq["response"]}')
        self.assertEqual(self.find('.proof').get_attribute('data-proof'), 'altered')
        self.assertEqual(self.find('.proof').get_attribute('role'), 'alert')
        self.assertIn('在服务器上被改动过', self.text('.proof'))
        self.photograph('altered')

    def test_keys_alone_do(self):
        self.sign_in()
        self.find('body').send_keys(Keys.TAB)
        self.assertEqual(self.focused().get_attribute('class'), 'skip')
        self.focused().send_keys(Keys.ENTER)
        self.assertEqual(self.focused().get_attribute('id'), 'main')
        self.assertEqual(len(self.find_all('h1')), 1)

        button = self.find('[data-table=sort] th:nth-child(3) button')
        button.send_keys(Keys.ENTER)
        head = self.find('[data-table=sort] th:nth-child(3)')
        self.assertEqual(head.get_attribute('aria-sort'), 'descending')
        self.assertEqual(self.focused().text, head.text)
        self.assertIn('sort=-received', self.browser.current_url)
        self.focused().send_keys(Keys.ENTER)
        self.assertEqual(self.find('[data-table=sort] th:nth-child(3)')
                         .get_attribute('aria-sort'), 'ascending')
        self.find('button.out').send_keys(Keys.ENTER)
        self.ready('/signin.html')
        self.browser.get(self.hq['url'] + '/responses.html')
        self.ready('/signin.html')

    def assert_everything_has_a_name(self, path):
        """What a screen reader gets: each control says what it is, in a page with one heading."""
        nodes = self.browser.execute_cdp_cmd('Accessibility.getFullAXTree', {})['nodes']
        roles = {'button', 'link', 'textbox', 'checkbox', 'radio', 'image', 'table', 'region',
                 'navigation', 'columnheader', 'rowheader'}
        seen = set()
        for node in nodes:
            role = node.get('role', {}).get('value')
            if node.get('ignored') or role not in roles:
                continue
            seen.add(role)
            self.assertTrue(node.get('name', {}).get('value', '').strip(),
                            f'{path}: a {role} without a name')
        self.assertEqual(len(self.find_all('h1')), 1, path)
        ids = [e.get_attribute('id') for e in self.find_all('[id]')]
        self.assertEqual(len(ids), len(set(ids)), path)
        return seen

    def test_everything_has_a_name(self):
        self.browser.get(self.hq['url'] + '/signin.html')
        self.ready('/signin.html')
        self.assertIn('textbox', self.assert_everything_has_a_name('/signin.html'))
        self.sign_in()
        for language in ('zh', 'en'):
            for path in ('/index.html?', '/responses.html?',
                         f'/response.html?id={self.hq["response"]}&'):
                self.open(f'{path}lang={language}')
                self.assertIn('link', self.assert_everything_has_a_name(path))
            self.assertIn('image', self.assert_everything_has_a_name(path))

    def test_narrow_dark_and_roomy(self):
        self.sign_in()
        response = f'/response.html?id={self.hq["response"]}'
        for path, name in (('/index.html', 'night'), ('/responses.html', 'responses'),
                           (response, 'response')):
            self.browser.set_window_size(500, 780)
            self.browser.execute_cdp_cmd('Emulation.setDeviceMetricsOverride', {
                'width': 360, 'height': 780, 'deviceScaleFactor': 1, 'mobile': False})
            self.open(path)
            wide = self.browser.execute_script('return document.documentElement.scrollWidth')
            self.assertLessEqual(wide, 360, path)
            for region in self.find_all('.scroll'):
                self.assertLessEqual(region.get_property('scrollWidth'),
                                     region.get_property('clientWidth'), path)
            self.photograph(name + '-360', 360, 780)
        self.browser.execute_cdp_cmd('Emulation.clearDeviceMetricsOverride', {})
        self.browser.execute_cdp_cmd('Emulation.setEmulatedMedia', {
            'features': [{'name': 'prefers-color-scheme', 'value': 'dark'}]})
        self.open('/index.html')
        ground = self.browser.execute_script('return getComputedStyle(document.body.parentNode)'
                                             '.backgroundColor')
        self.assertEqual(ground, 'rgb(22, 25, 29)')
        self.photograph('night-dark')
        self.find('.roomyswitch').click()
        self.wait(lambda b: b.find_elements(By.CSS_SELECTOR, 'body.roomy'))
        self.open(response)
        self.wait(lambda b: b.find_elements(By.CSS_SELECTOR, 'body.roomy'))
        self.assertGreaterEqual(self.browser.execute_script(
            'return parseFloat(getComputedStyle(document.querySelector("td")).fontSize)'), 18)
        self.photograph('response-roomy-dark')
        self.assert_nothing_complained()


if __name__ == '__main__':
    unittest.main(verbosity=2)
